import { ok, type Answer } from '../http/answer.js';
import type { LoggedCall } from '../traffic/call-log.js';
import {
  passes,
  readAggregateQuery,
  type AggregateMetric,
  type AggregateQuery,
  type Dimensions,
} from './aggregate-query.js';
import { iso, type GenesysCall } from './api-call.js';

/** Sums over one metric of one group in one interval; times in milliseconds. */
interface Sums {
  count: number;
  sum: number;
  max: number;
  min: number;
}
type Interval = Map<AggregateMetric, Sums>;

interface Group {
  dimensions: Dimensions;
  /** By the beginning of the interval. */
  intervals: Map<number, Interval>;
}

/**
 * What became of the conversations that were offered to queues. A call that never reached one is
 * in no queue's numbers, groups without a conversation are left out, and there are no averages.
 */
export function queryAggregates(call: GenesysCall): Answer {
  const query = readAggregateQuery(call.request);
  const statistics = call.platform.world.traffic.statistics(call.grant.orgId);
  const groups = new Map<string, Group>();
  for (const logged of statistics?.log.between(query.fromMs, query.toMs) ?? []) {
    if (logged.ending !== 'open' && logged.queueId !== null) count(groups, query, logged);
  }
  if (query.metrics.includes('tHandle')) countHandled(groups, query, call);
  return ok({
    results: [...groups.values()].map(({ dimensions, intervals }) => ({
      group: dimensions,
      data: [...intervals].map(([fromMs, interval]) => shownInterval(query, fromMs, interval)),
    })),
  });
}

/** What agents were at work on, wrap-up included, by the end of it: the maximum and minimum are the interval's mean. */
function countHandled(
  groups: Map<string, Group>,
  query: AggregateQuery,
  { platform, grant }: GenesysCall,
): void {
  const { fromMs, toMs, intervalMs } = query;
  for (const { id } of platform.world.store.list(grant.orgId, 'queue')) {
    const dimensions = dimensionsOf(id);
    if (!passes(query.filter, dimensions)) continue;
    const { handled } = platform.world.traffic.lineOf(id);
    for (let startMs = fromMs; startMs < toMs; startMs += intervalMs) {
      const found = handled.between(startMs, Math.min(startMs + intervalMs, toMs));
      if (found.calls === 0) continue;
      const sum = Math.round((found.talkSecondsSum + found.wrapUpSecondsSum) * 1000);
      const mean = Math.round(sum / found.calls);
      intervalOf(groupOf(groups, query.groupBy, dimensions), startMs).set('tHandle', {
        count: found.calls,
        sum,
        max: mean,
        min: mean,
      });
    }
  }
}

function dimensionsOf(queueId: string): Dimensions {
  return { queueId, mediaType: 'voice', direction: 'inbound' };
}

function count(groups: Map<string, Group>, query: AggregateQuery, logged: LoggedCall): void {
  const dimensions = dimensionsOf(logged.queueId ?? '');
  if (!passes(query.filter, dimensions)) return;
  const { fromMs, intervalMs } = query;
  const index = Math.floor((logged.offeredAtMs - fromMs) / intervalMs);
  const interval = intervalOf(
    groupOf(groups, query.groupBy, dimensions),
    fromMs + index * intervalMs,
  );
  for (const metric of query.metrics) {
    if (!isAbout(metric, logged)) continue;
    const sums = interval.get(metric) ?? { count: 0, sum: 0, max: 0, min: Infinity };
    sums.count += 1;
    sums.sum += logged.waitMs;
    sums.max = Math.max(sums.max, logged.waitMs);
    sums.min = Math.min(sums.min, logged.waitMs);
    interval.set(metric, sums);
  }
}

function isAbout(metric: AggregateMetric, { ending }: LoggedCall): boolean {
  if (metric === 'tHandle') return false;
  if (metric === 'tAnswered') return ending === 'answered';
  return metric !== 'tAbandon' || ending !== 'answered';
}

/** The group of a conversation, made of the dimensions that are asked for and that it has. */
function groupOf(groups: Map<string, Group>, groupBy: string[], dimensions: Dimensions): Group {
  const own = Object.fromEntries(
    Object.entries(dimensions).filter(([dimension]) => groupBy.includes(dimension)),
  );
  const key = JSON.stringify(own);
  let group = groups.get(key);
  if (group === undefined) groups.set(key, (group = { dimensions: own, intervals: new Map() }));
  return group;
}

function intervalOf({ intervals }: Group, fromMs: number): Interval {
  let interval = intervals.get(fromMs);
  if (interval === undefined) intervals.set(fromMs, (interval = new Map()));
  return interval;
}

function shownInterval(query: AggregateQuery, fromMs: number, interval: Interval): object {
  const toMs = Math.min(fromMs + query.intervalMs, query.toMs);
  return {
    interval: `${iso(fromMs)}/${iso(toMs)}`,
    metrics: [...interval].map(([metric, { count, ...times }]) => ({
      metric,
      stats: metric.startsWith('n') ? { count } : { ...times, count },
    })),
  };
}
