import type { CallInterval } from '../../domain/canary/evidence.js';
import type { ApiClient } from '../../http/client.js';
import { parseBody } from '../parse-body.js';
import type { CallOptions, TelemetryWindow } from '../port.js';
import { telemetryPages } from '../telemetry-pages.js';
import { ANALYTICS_PATH, READ_SCOPE } from './routes.js';
import { analyticsSchema, type Analytics, type AnalyticsInterval } from './schema.js';

const MINUTE_MS = 60_000;
const DIMENSIONS = 'queueId,wrapUpCode,skill,dispositionCode';

/** Calls by the interval in which they were offered, ascending. What the platform has no fresh data for is left out. */
export async function fetchCallIntervals(
  org: string,
  api: ApiClient,
  window: TelemetryWindow,
  options: CallOptions = {},
): Promise<CallInterval[]> {
  const found: CallInterval[] = [];
  for (const page of telemetryPages(window))
    found.push(...readIntervals(await fetchPage(org, api, page, options), page));
  return found;
}

async function fetchPage(
  org: string,
  api: ApiClient,
  { fromMs, toMs, intervalMinutes }: TelemetryWindow,
  options: CallOptions,
): Promise<Analytics> {
  const query = {
    dateFrom: new Date(fromMs).toISOString(),
    dateTo: new Date(toMs).toISOString(),
    interval: `PT${intervalMinutes}M`,
    select: DIMENSIONS,
  };
  const path = ANALYTICS_PATH;
  const answer = await api.send({ ...options, scopes: [READ_SCOPE], method: 'GET', path, query });
  return parseBody(analyticsSchema, answer.body, { org, method: 'GET', path });
}

/**
 * The window's intervals, each once. One without a row may be a quiet one or a gap, which the platform does not tell
 * apart: it is left out too, since missing is never zero.
 */
export function readIntervals(
  { freshUntil, intervals }: Analytics,
  { fromMs, toMs, intervalMinutes }: TelemetryWindow,
): CallInterval[] {
  const stepMs = intervalMinutes * MINUTE_MS;
  const freshMs = Math.min(toMs, Date.parse(freshUntil));
  const byStart = new Map(intervals.map((one) => [startOf(one), one]));
  const found: CallInterval[] = [];
  for (let startMs = fromMs; startMs + stepMs <= freshMs; startMs += stepMs) {
    const one = byStart.get(startMs);
    if (one !== undefined && one.results.length > 0) found.push(callsOf(one, startMs));
  }
  return found;
}

function callsOf({ results, strategies }: AnalyticsInterval, startMs: number): CallInterval {
  const answeredRows = results.filter((row) => row.dispositionCode === 'answered');
  const offered = sum(results.map((row) => row.interactions));
  const answered = sum(answeredRows.map((row) => row.interactions));
  const waitSeconds = sum(answeredRows.map((row) => row.waitSecondsSum));
  return {
    start: new Date(startMs).toISOString(),
    offered,
    answered,
    abandoned: offered - answered,
    // More digits would only be those of a sum in binary.
    waitSecondsTotal: Math.round(waitSeconds * 1000) / 1000,
    strategyHits: sum(strategies.map((strategy) => strategy.firstPriority)),
    strategyAttempts: sum(strategies.map((strategy) => strategy.reached)),
  };
}

function startOf({ interval }: AnalyticsInterval): number {
  return Date.parse(interval.split('/')[0] ?? '');
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
