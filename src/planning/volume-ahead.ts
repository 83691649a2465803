import {
  forecastFrom,
  volumeFromRecent,
  volumeWithin,
  type PastHour,
} from '../domain/capacity/forecast.js';
import type { OrgBinding } from '../domain/release-model.js';
import { wallOf } from '../domain/local-time.js';
import type { CallOptions } from '../platforms/port.js';
import type { Loaded } from './loaded.js';
import { callsOf, settledAt, unlessUnreadable } from './recent-calls.js';

const HOUR_MS = 3_600_000;
const WEEK_MS = 7 * 24 * HOUR_MS;
/** What changes by season is older than these. */
const EARLIER_WEEKS = [1, 2, 3, 4, 5, 6, 7, 8];
/** One week alone is no more typical than the last hour. */
const LEAST_WEEKS = 2;

export interface Span {
  readonly fromMs: number;
  /** Exclusive. */
  readonly toMs: number;
}

/** The calls of an org: those of late, and what is to come. */
export interface VolumeAhead {
  /** Offered in the last hour whose counts are complete; where there were none, or nobody knows, the most that is to come. */
  readonly offeredCalls: number;
  /** By span, in an hour: nine of ten times no more; null where nobody knows. */
  readonly callsPerHour: readonly (number | null)[];
}

/**
 * What to expect of an org's callers: the forecast that its environment gives, else the same hours of earlier weeks, else as
 * much as in the last hour. Spans are in the order of time, without gaps, platform time.
 */
export async function volumeAhead(
  loaded: Loaded,
  org: string,
  spans: readonly Span[],
  options: CallOptions,
): Promise<VolumeAhead> {
  const fromMs = spans[0]?.fromMs ?? 0;
  const recent = await unlessUnreadable(() => callsOf(loaded, org, settledAt(fromMs), 60, options));
  const lastHour = recent?.callsPerHour ?? null;
  const likeNow = lastHour === null ? null : volumeFromRecent(lastHour).highCalls;
  const callsPerHour =
    givenFor(loaded.binding(org), spans) ??
    (await unlessUnreadable(() => fromEarlierWeeks(loaded, org, spans, options))) ??
    spans.map(() => likeNow);
  const most = Math.max(0, ...callsPerHour.map((calls) => calls ?? 0));
  return { offeredCalls: lastHour === null || lastHour === 0 ? most : lastHour, callsPerHour };
}

function givenFor(
  { hourlyCalls, timeZone }: Pick<OrgBinding, 'hourlyCalls' | 'timeZone'>,
  spans: readonly Span[],
): number[] | null {
  if (hourlyCalls === undefined) return null;
  // Where a zone is half an hour off, a span is in two of its hours: the busier one counts.
  return spans.map(({ fromMs, toMs }) =>
    Math.max(...[fromMs, toMs - 1].map((atMs) => hourlyCalls[hourOfDay(atMs, timeZone)] ?? 0)),
  );
}

function hourOfDay(atMs: number, timeZone: string): number {
  return new Date(wallOf(atMs, timeZone)).getUTCHours();
}

/** Null where the platform has not kept enough of them. */
async function fromEarlierWeeks(
  loaded: Loaded,
  org: string,
  spans: readonly Span[],
  options: CallOptions,
): Promise<number[] | null> {
  const fromMs = Math.floor((spans[0]?.fromMs ?? 0) / HOUR_MS) * HOUR_MS;
  const toMs = Math.ceil((spans.at(-1)?.toMs ?? 0) / HOUR_MS) * HOUR_MS;
  const history: PastHour[] = [];
  let weeks = 0;
  for (const week of EARLIER_WEEKS) {
    const window = { fromMs: fromMs - week * WEEK_MS, toMs: toMs - week * WEEK_MS };
    const intervals = await loaded
      .client(org)
      .callIntervals({ ...window, intervalMinutes: 60 }, options);
    // What a platform has not kept of one week it has not kept of older ones.
    if (intervals.length === 0) break;
    weeks += 1;
    for (const { start, offered } of intervals)
      history.push({ atMs: Date.parse(start), calls: offered });
  }
  if (weeks < LEAST_WEEKS) return null;
  const forecast = forecastFrom(history, 0);
  const volumes = spans.flatMap((span) => volumeWithin(forecast, span, 0)?.highCalls ?? []);
  return volumes.length < spans.length ? null : volumes;
}
