import type { WireEvent } from '../../src/http/observer.js';

/** What a round's requests did against the limits. */
export interface Obedience {
  /** The most requests that one org sent in one window. */
  readonly mostInWindow: number;
  /** Requests sent while the last answer had said that none is left. */
  readonly sentWhileNoneLeft: number;
  /** Answers that said that fewer than ten are left: the limit was really felt. */
  readonly noneOrFewLeft: number;
  /** Answered 429. */
  readonly refused: number;
}

/** Judges the requests of some orgs. The platform's clock has to run as fast as the wall's, `aheadMs` ahead of it. */
export function obedienceOf(
  { events, aheadMs }: { readonly events: readonly WireEvent[]; readonly aheadMs: number },
  orgs: readonly string[],
): Obedience {
  const each = orgs.map((org) => {
    const own = events.filter((event) => event.org === org && event.kind !== 'token');
    return {
      mostInWindow: mostInWindow(own),
      sentWhileNoneLeft: own.filter((event) => isAgainstLast(event, own, aheadMs)).length,
      noneOrFewLeft: own.filter(({ rateLimit }) => (rateLimit?.remaining ?? 10) < 10).length,
      refused: own.filter(({ status }) => status === 429).length,
    };
  });
  return {
    mostInWindow: Math.max(0, ...each.map((one) => one.mostInWindow)),
    sentWhileNoneLeft: sum(each.map((one) => one.sentWhileNoneLeft)),
    noneOrFewLeft: sum(each.map((one) => one.noneOrFewLeft)),
    refused: sum(each.map((one) => one.refused)),
  };
}

function mostInWindow(own: readonly WireEvent[]): number {
  const counts = new Map<number, number>();
  for (const { rateLimit } of own)
    if (rateLimit !== null)
      counts.set(rateLimit.resetAtMs, (counts.get(rateLimit.resetAtMs) ?? 0) + 1);
  return Math.max(0, ...counts.values());
}

function isAgainstLast({ at }: WireEvent, own: readonly WireEvent[], aheadMs: number): boolean {
  const answered = own.filter((other) => other.rateLimit !== null && endOf(other) < at);
  const last = answered.toSorted((a, b) => endOf(a) - endOf(b)).at(-1)?.rateLimit;
  return last?.remaining === 0 && at + aheadMs < last.resetAtMs;
}

function endOf({ at, durationMs }: WireEvent): number {
  return at + durationMs;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
