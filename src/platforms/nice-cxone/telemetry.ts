import { z } from 'zod';
import type { CallInterval } from '../../domain/canary/evidence.js';
import { malformed } from '../../http/answer.js';
import { parseBody } from '../parse-body.js';
import type { CallOptions, TelemetryWindow } from '../port.js';
import { readPlatformTime } from './business-unit.js';
import type { Context } from './context.js';
import { secondsOf } from './duration.js';
import { SUMMARIES } from './routes.js';

const MINUTE_MS = 60_000;
/** The platform does not say how fresh its numbers are. Calls of the last minutes are still being counted. */
const SETTLING_MS = 2 * MINUTE_MS;
/** Of an org's requests at once, those of telemetry. */
const AT_ONCE = 4;
const PHONE = 4;
const INBOUND_CALLS = { mediaTypeId: String(PHONE), isOutbound: 'false' };

const count = z.number().int().nonnegative().nullish();
const summarySchema = z.object({
  skillId: z.number().int().nullish(),
  mediaTypeId: z.number().nullish(),
  isOutbound: z.boolean().nullish(),
  contactsOffered: count,
  contactsHandled: count,
  abandonCount: count,
  averageSpeedToAnswer: z.string().nullish(),
});
const answerSchema = z.object({ skillSummaries: z.array(summarySchema) });
export type SkillSummary = z.infer<typeof summarySchema>;

/**
 * Calls by interval, ascending: a summary tells of one span of time, so that each interval is a request. One without a
 * call is left out, since the platform tells zeros of what it has and of what it has not: missing is never zero. So
 * is the last one before such a gap at the end, which may be counted in part; whether there is one, the time after
 * the window tells as well. And so is one in which a skill is not told of that has calls in another of them.
 */
export async function fetchCallIntervals(
  context: Context,
  window: TelemetryWindow,
  options: CallOptions,
): Promise<CallInterval[]> {
  const settledMs = (await readPlatformTime(context, options)) - SETTLING_MS;
  const spans = spansOf(window, settledMs);
  const told: (readonly SkillSummary[])[] = [];
  for (let at = 0; at < spans.length; at += AT_ONCE) {
    const some = spans.slice(at, at + AT_ONCE);
    told.push(...(await Promise.all(some.map((span) => fetchSummaries(context, span, options)))));
  }
  const called = calledSkills(told.flat());
  const found = spans.map(({ fromMs }, at) => {
    const summaries = told[at] ?? [];
    return tellsOfAll(summaries, called) ? intervalOf(summaries, fromMs, context.org) : null;
  });
  const whole = spans.filter(({ isWhole }) => isWhole).length;
  return withoutTheCutOne(found)
    .slice(0, whole)
    .filter((interval) => interval !== null);
}

interface Span {
  readonly fromMs: number;
  readonly toMs: number;
  /** False for the time after the window. */
  readonly isWhole: boolean;
}

/** The window's intervals that are over and settled, and what is of the time after the last of them. */
export function spansOf(
  { fromMs, toMs, intervalMinutes }: TelemetryWindow,
  settledMs: number,
): readonly Span[] {
  const stepMs = intervalMinutes * MINUTE_MS;
  const count = Math.max(0, Math.floor((Math.min(toMs, settledMs) - fromMs) / stepMs));
  const spans = Array.from({ length: count }, (_, at) => fromMs + at * stepMs).map((startMs) => ({
    fromMs: startMs,
    toMs: startMs + stepMs,
    isWhole: true,
  }));
  const endMs = fromMs + count * stepMs;
  const afterMs = Math.min(endMs + stepMs, settledMs);
  const isAfter = count > 0 && afterMs - endMs >= MINUTE_MS;
  return isAfter ? [...spans, { fromMs: endMs, toMs: afterMs, isWhole: false }] : spans;
}

async function fetchSummaries(
  { org, api }: Context,
  { fromMs, toMs }: Span,
  options: CallOptions,
): Promise<readonly SkillSummary[]> {
  const asked = { method: 'GET', path: SUMMARIES } as const;
  const query = {
    startDate: new Date(fromMs).toISOString(),
    endDate: new Date(toMs).toISOString(),
    ...INBOUND_CALLS,
  };
  const answer = await api.send({ ...options, ...asked, query });
  return parseBody(answerSchema, answer.body, { org, ...asked }).skillSummaries;
}

function calledSkills(summaries: readonly SkillSummary[]): ReadonlySet<number> {
  const called = summaries.filter((one) => isInboundCall(one) && (one.contactsOffered ?? 0) > 0);
  return new Set(called.flatMap(({ skillId }) => skillId ?? []));
}

/** A skill without calls has zeros: one that is left out is not known of. */
function tellsOfAll(summaries: readonly SkillSummary[], called: ReadonlySet<number>): boolean {
  const told = new Set(summaries.map(({ skillId }) => skillId));
  return [...called].every((skillId) => told.has(skillId));
}

/** Where numbers are late, they end somewhere within the last interval that has any. */
export function withoutTheCutOne(
  found: readonly (CallInterval | null)[],
): readonly (CallInterval | null)[] {
  const last = found.findLastIndex((interval) => interval !== null);
  return last === found.length - 1 ? found : found.slice(0, Math.max(0, last));
}

/** An interval's calls of all skills; null where nobody called, or a skill does not tell. Throws `malformed`. */
export function intervalOf(
  summaries: readonly SkillSummary[],
  startMs: number,
  org: string,
): CallInterval | null {
  let [offered, answered, abandoned, waitSeconds] = [0, 0, 0, 0];
  for (const summary of summaries.filter(isInboundCall)) {
    const { contactsOffered, contactsHandled, abandonCount } = summary;
    if (isUntold(contactsOffered) || isUntold(contactsHandled) || isUntold(abandonCount))
      return null;
    offered += contactsOffered;
    answered += contactsHandled;
    abandoned += abandonCount;
    if (contactsHandled > 0) waitSeconds += contactsHandled * speedOf(summary, org);
  }
  if (offered + answered + abandoned === 0) return null;
  return {
    start: new Date(startMs).toISOString(),
    offered,
    answered,
    abandoned,
    // More digits would only be those of a product in binary.
    waitSecondsTotal: Math.round(waitSeconds * 1000) / 1000,
    // The platform does not tell which calls a script's first choice took: no attempts, and no such metric.
    strategyHits: 0,
    strategyAttempts: 0,
  };
}

function isInboundCall({ mediaTypeId, isOutbound }: SkillSummary): boolean {
  return (mediaTypeId ?? PHONE) === PHONE && isOutbound !== true;
}

function isUntold(value: number | null | undefined): value is null | undefined {
  return value === null || value === undefined;
}

/** An average that cannot be read is no instant answer. */
function speedOf({ averageSpeedToAnswer: text }: SkillSummary, org: string): number {
  const seconds = typeof text === 'string' ? secondsOf(text) : null;
  if (seconds !== null) return seconds;
  const source = { org, method: 'GET', path: SUMMARIES };
  throw malformed(source, 'has an averageSpeedToAnswer that is no duration');
}
