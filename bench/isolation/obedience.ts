import type { WireExchange } from '../../src/http/observer.js';

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
  { events, aheadMs }: { readonly events: readonly WireExchange[]; readonly aheadMs: number },
  orgs: readonly string[],
): Obedience {
  const each = orgs.map((org) => {
    const own = events.filter((event) => event.org === org && event.purpose !== 'token');
    return {
      mostInWindow: mostInWindow(own),
      sentWhileNoneLeft: own.filter((event) => isAgainstLast(event, own, aheadMs)).length,
      noneOrFewLeft: own.filter(({ rateLimits }) => (rateLimits?.remaining ?? 10) < 10).length,
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

function mostInWindow(own: readonly WireExchange[]): number {
  const counts = new Map<number, number>();
  for (const { rateLimits } of own)
    if (rateLimits !== null)
      counts.set(rateLimits.resetAtMs, (counts.get(rateLimits.resetAtMs) ?? 0) + 1);
  return Math.max(0, ...counts.values());
}

function isAgainstLast(
  { startedAtMs }: WireExchange,
  own: readonly WireExchange[],
  aheadMs: number,
): boolean {
  const answered = own.filter((other) => other.rateLimits !== null && endOf(other) < startedAtMs);
  const last = answered.toSorted((a, b) => endOf(a) - endOf(b)).at(-1)?.rateLimits;
  return last?.remaining === 0 && startedAtMs + aheadMs < last.resetAtMs;
}

function endOf({ startedAtMs, durationMs }: WireExchange): number {
  return startedAtMs + durationMs;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
