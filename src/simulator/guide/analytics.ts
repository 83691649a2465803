import { ok, type Answer } from '../http/answer.js';
import { Problem } from '../http/problem.js';
import { columnsPerOutcome, outcomes, type OrgStatistics } from '../traffic/org-statistics.js';
import type { World } from '../world/world.js';
import {
  readAnalyticsQuery,
  type AnalyticsColumn,
  type AnalyticsQuery,
} from './analytics-query.js';
import type { ApiCall } from './api-call.js';

const minuteMs = 60_000;
const settlingMs = 2 * minuteMs;

interface ResultRow {
  columns: Partial<Record<AnalyticsColumn, string | null>>;
  interactions: number;
  waitSecondsSum: number;
  waitSecondsSumOfSquares: number;
}

/** What the callers of the token's org experienced, by the interval in which they called. */
export function queryAnalytics(call: ApiCall): Answer {
  const query = readAnalyticsQuery(call.request.query);
  const statistics = call.world.traffic.statistics(call.grant.orgId);
  if (statistics === undefined) throw Problem.notFound(`no organization ${call.grant.orgId}`);
  const intervals = intervalsOf(query).map(([fromMs, toMs]) => ({
    interval: `${iso(fromMs)}/${iso(toMs)}`,
    results: resultsOf(call.world, statistics, query.columns, fromMs, toMs),
    strategies: strategiesOf(statistics, fromMs, toMs),
    agents: fromMs < call.nowMs ? agentsOf(call.world, statistics, call.grant.orgId) : [],
  }));
  const settledMs = Math.floor((call.nowMs - settlingMs) / minuteMs) * minuteMs;
  const freshMs = Math.min(settledMs, statistics.firstOpenMinute() ?? Infinity);
  return ok({
    dateFrom: iso(query.fromMs),
    dateTo: iso(query.toMs),
    freshUntil: iso(freshMs),
    intervals,
  });
}

function intervalsOf({ fromMs, toMs, intervalMs }: AnalyticsQuery): [number, number][] {
  const count = Math.ceil((toMs - fromMs) / intervalMs);
  return Array.from({ length: count }, (_, index) => {
    const startMs = fromMs + index * intervalMs;
    return [startMs, Math.min(startMs + intervalMs, toMs)];
  });
}

function resultsOf(
  world: World,
  statistics: OrgStatistics,
  columns: AnalyticsColumn[],
  fromMs: number,
  toMs: number,
): Record<string, string | number | null>[] {
  const rows = new Map<string, ResultRow>();
  for (const [queueId, ring] of statistics.queues) {
    const sums = ring.sum(fromMs, toMs);
    const skill = queueId === null ? null : world.traffic.lineOf(queueId).skill;
    for (const [index, outcome] of outcomes.entries()) {
      const [interactions = 0, waits = 0, squares = 0] = sums.slice(index * columnsPerOutcome);
      if (interactions === 0) continue;
      const row = rowFor(rows, columns, { queueId, skill, ...outcome });
      row.interactions += interactions;
      row.waitSecondsSum += waits;
      row.waitSecondsSumOfSquares += squares;
    }
  }
  return [...rows.values()].map(({ columns, ...sums }) => ({ ...columns, ...sums }));
}

/** The row of a group, which the selected columns alone make up. */
function rowFor(
  rows: Map<string, ResultRow>,
  columns: AnalyticsColumn[],
  values: Record<AnalyticsColumn, string | null>,
): ResultRow {
  const group = Object.fromEntries(columns.map((column) => [column, values[column]]));
  const key = JSON.stringify(group);
  let row = rows.get(key);
  if (row === undefined) {
    row = { columns: group, interactions: 0, waitSecondsSum: 0, waitSecondsSumOfSquares: 0 };
    rows.set(key, row);
  }
  return row;
}

function strategiesOf(statistics: OrgStatistics, fromMs: number, toMs: number): object[] {
  return [...statistics.strategies]
    .map(([strategyId, ring]) => {
      const [reached = 0, firstPriority = 0] = ring.sum(fromMs, toMs);
      return { strategyId, reached, firstPriority };
    })
    .filter((strategy) => strategy.reached > 0);
}

/** The org's own queues and those of other orgs that its callers reached. */
function agentsOf(world: World, statistics: OrgStatistics, orgId: string): object[] {
  const own = world.store.list(orgId, 'queue').map((queue) => queue.id);
  const reached = [...statistics.queues.keys()].filter((id) => id !== null);
  return [...new Set([...own, ...reached])]
    .filter((queueId) => world.store.get(queueId) !== undefined)
    .map((queueId) => ({ queueId, active: world.traffic.lineOf(queueId).agents }));
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
