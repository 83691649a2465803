import type { CallSums } from '../../domain/canary/evidence.js';
import type { ApiClient } from '../../http/client.js';
import type { CallOptions } from '../port.js';
import { parseBody } from './parse.js';
import { ANALYTICS_PATH, READ_SCOPE } from './routes.js';
import { analyticsSchema, type Analytics, type AnalyticsInterval } from './schema.js';

/** Platform time, milliseconds since the epoch, whole minutes; `toMs` is exclusive. */
export interface TelemetryWindow {
  readonly fromMs: number;
  readonly toMs: number;
}

const MINUTE_MS = 60_000;
const DIMENSIONS = 'queueId,wrapUpCode,skill,dispositionCode';

/** Calls offered in the window. Null unless the platform has fresh data for the whole of it. */
export async function fetchCallSums(
  org: string,
  api: ApiClient,
  window: TelemetryWindow,
  options: CallOptions = {},
): Promise<CallSums | null> {
  const intervalMs = intervalFor(window);
  const query = {
    dateFrom: new Date(window.fromMs).toISOString(),
    dateTo: new Date(window.toMs).toISOString(),
    interval: `PT${intervalMs / MINUTE_MS}M`,
    select: DIMENSIONS,
  };
  const path = ANALYTICS_PATH;
  const scopes = [READ_SCOPE];
  const answer = await api.send({ ...options, scopes, method: 'GET', path, query });
  const source = { org, method: 'GET', path };
  return sumCalls(parseBody(analyticsSchema, answer.body, source), window, intervalMs);
}

/** The guide's five minutes where they divide the window. */
function intervalFor({ fromMs, toMs }: TelemetryWindow): number {
  return (toMs - fromMs) % (5 * MINUTE_MS) === 0 ? 5 * MINUTE_MS : MINUTE_MS;
}

/** Sums an answer; null where it is stale, has a gap or holds nothing: missing is never zero. */
export function sumCalls(
  analytics: Analytics,
  window: TelemetryWindow,
  intervalMs: number,
): CallSums | null {
  if (Date.parse(analytics.freshUntil) < window.toMs) return null;
  const intervals = intervalsOf(analytics, window, intervalMs);
  if (intervals === null) return null;
  const results = intervals.flatMap((interval) => interval.results);
  if (results.length === 0) return null;
  const answeredRows = results.filter((row) => row.dispositionCode === 'answered');
  const strategies = intervals.flatMap((interval) => interval.strategies);
  const offered = sum(results.map((row) => row.interactions));
  const answered = sum(answeredRows.map((row) => row.interactions));
  return {
    offered,
    answered,
    abandoned: offered - answered,
    waitSecondsSum: sum(answeredRows.map((row) => row.waitSecondsSum)),
    waitSecondsSumOfSquares: sum(answeredRows.map((row) => row.waitSecondsSumOfSquares)),
    strategyReached: sum(strategies.map((strategy) => strategy.reached)),
    strategyFirstPriority: sum(strategies.map((strategy) => strategy.firstPriority)),
  };
}

/** The window's intervals, each once; null where one is missing. */
function intervalsOf(
  { intervals }: Analytics,
  { fromMs, toMs }: TelemetryWindow,
  intervalMs: number,
): readonly AnalyticsInterval[] | null {
  const byStart = new Map(intervals.map((one) => [startOf(one), one]));
  const wanted: AnalyticsInterval[] = [];
  for (let startMs = fromMs; startMs < toMs; startMs += intervalMs) {
    const found = byStart.get(startMs);
    if (found === undefined) return null;
    wanted.push(found);
  }
  return wanted;
}

function startOf({ interval }: AnalyticsInterval): number {
  return Date.parse(interval.split('/')[0] ?? '');
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
