import { z } from 'zod';
import type { CallInterval } from '../../domain/canary/evidence.js';
import { asReading } from '../kind-calls.js';
import { parseBody } from '../parse-body.js';
import type { CallOptions, TelemetryWindow } from '../port.js';
import { telemetryPages } from '../telemetry-pages.js';
import type { Context } from './context.js';
import { readPlatformTime } from './organization.js';

const AGGREGATES = '/api/v2/analytics/conversations/aggregates/query';
const MINUTE_MS = 60_000;
/** The platform does not say how fresh its numbers are. Calls of the last minutes are still being counted. */
const SETTLING_MS = 2 * MINUTE_MS;

const statsSchema = z.object({
  count: z.number().nonnegative().optional(),
  sum: z.number().nonnegative().optional(),
});
const resultSchema = z.object({
  group: z.object({ queueId: z.string().optional() }).default({}),
  data: z
    .array(
      z.object({
        /** `start/end`, ISO 8601. */
        interval: z.string(),
        metrics: z.array(z.object({ metric: z.string(), stats: statsSchema.default({}) })),
      }),
    )
    .default([]),
});
/** No conversation at all: no results, or no such member. */
const answerSchema = z.object({ results: z.array(resultSchema).default([]) });
type Results = z.infer<typeof answerSchema>['results'];

/**
 * Calls by the interval in which they were offered to a queue, ascending. An interval that no group has is left out:
 * the platform leaves out what is empty and what is missing alike, and missing is never zero.
 */
export async function fetchCallIntervals(
  context: Context,
  window: TelemetryWindow,
  options: CallOptions,
): Promise<CallInterval[]> {
  const nowMs = await readPlatformTime(context, options);
  const settledMs = Math.floor((nowMs - SETTLING_MS) / MINUTE_MS) * MINUTE_MS;
  const settled = { ...window, toMs: Math.min(window.toMs, settledMs) };
  const found: CallInterval[] = [];
  for (const page of telemetryPages(settled))
    found.push(...intervalsOf(await fetchPage(context, page, options), page));
  return found;
}

/** What the calls of a queue took its agents. */
export interface QueueHandling {
  readonly calls: number;
  /** Mean, wrap-up included. */
  readonly seconds: number;
}

/** By queue, of the calls that its agents were done with in a window; queues without any are left out. */
export async function fetchHandling(
  context: Context,
  window: Pick<TelemetryWindow, 'fromMs' | 'toMs'>,
  options: CallOptions,
): Promise<ReadonlyMap<string, QueueHandling>> {
  const sums = new Map<string, { calls: number; ms: number }>();
  for (const { group, data } of await ask(context, { ...window, metrics: ['tHandle'] }, options)) {
    const { queueId } = group;
    if (queueId === undefined) continue;
    const sum = sums.get(queueId) ?? { calls: 0, ms: 0 };
    sums.set(queueId, sum);
    for (const { stats } of data.flatMap(({ metrics }) => metrics)) {
      sum.calls += stats.count ?? 0;
      sum.ms += stats.sum ?? 0;
    }
  }
  const done = [...sums].filter(([, { calls }]) => calls > 0);
  return new Map(done.map(([id, { calls, ms }]) => [id, { calls, seconds: ms / 1000 / calls }]));
}

function fetchPage(
  context: Context,
  { fromMs, toMs, intervalMinutes }: TelemetryWindow,
  options: CallOptions,
): Promise<Results> {
  const granularity = `PT${intervalMinutes}M`;
  const metrics = ['nOffered', 'tAnswered', 'tAbandon'];
  return ask(context, { fromMs, toMs, granularity, metrics }, options);
}

interface Question {
  readonly fromMs: number;
  readonly toMs: number;
  /** ISO 8601; absent: the whole. */
  readonly granularity?: string;
  readonly metrics: readonly string[];
}

async function ask(
  { org, api }: Context,
  { fromMs, toMs, ...question }: Question,
  options: CallOptions,
): Promise<Results> {
  const asked = { method: 'POST', path: AGGREGATES } as const;
  const json = {
    ...question,
    metrics: [...question.metrics],
    interval: `${new Date(fromMs).toISOString()}/${new Date(toMs).toISOString()}`,
    groupBy: ['queueId'],
    filter: { type: 'and', predicates: [{ dimension: 'mediaType', value: 'voice' }] },
  };
  const answer = await api.send({ ...asReading(options), ...asked, json });
  return parseBody(answerSchema, answer.body, { org, ...asked }).results;
}

interface Sums {
  offered: number;
  answered: number;
  abandoned: number;
  waitMs: number;
}

/** The window's intervals that any group has, each once. Metrics that an interval leaves out are zero there. */
export function intervalsOf(
  results: readonly Pick<Results[number], 'data'>[],
  { fromMs, toMs, intervalMinutes }: TelemetryWindow,
): CallInterval[] {
  const stepMs = intervalMinutes * MINUTE_MS;
  const byStart = new Map<number, Sums>();
  for (const { interval, metrics } of results.flatMap(({ data }) => data)) {
    const startMs = Date.parse(interval.split('/')[0] ?? '');
    const isOurs = startMs >= fromMs && startMs < toMs && (startMs - fromMs) % stepMs === 0;
    if (!isOurs || metrics.length === 0) continue;
    const sums = byStart.get(startMs) ?? { offered: 0, answered: 0, abandoned: 0, waitMs: 0 };
    byStart.set(startMs, sums);
    for (const { metric, stats } of metrics) add(sums, metric, stats);
  }
  return [...byStart].toSorted(([a], [b]) => a - b).map(([startMs, sums]) => shown(startMs, sums));
}

function add(
  sums: Sums,
  metric: string,
  { count = 0, sum = 0 }: z.infer<typeof statsSchema>,
): void {
  if (metric === 'nOffered') sums.offered += count;
  else if (metric === 'tAbandon') sums.abandoned += count;
  else if (metric === 'tAnswered') {
    sums.answered += count;
    sums.waitMs += sum;
  }
}

/** The platform does not tell which calls reached a first-priority target: zero attempts, and no such metric. */
function shown(startMs: number, { offered, answered, abandoned, waitMs }: Sums): CallInterval {
  return {
    start: new Date(startMs).toISOString(),
    offered,
    answered,
    abandoned,
    waitSecondsTotal: waitMs / 1000,
    strategyHits: 0,
    strategyAttempts: 0,
  };
}
