import assert from 'node:assert/strict';
import type { Api } from './platform.js';
import { startMs } from './sample-world.js';

export interface ResultRow {
  queueId?: string | null;
  skill?: string | null;
  wrapUpCode?: string | null;
  dispositionCode?: string;
  interactions: number;
  waitSecondsSum: number;
  waitSecondsSumOfSquares: number;
}

export interface Analytics {
  dateFrom: string;
  dateTo: string;
  freshUntil: string;
  intervals: {
    interval: string;
    results: ResultRow[];
    strategies: { strategyId: string; reached: number; firstPriority: number }[];
    agents: { queueId: string; active: number }[];
  }[];
}

/** The path of an analytics query, in minutes from the start of the sample world. */
export function analyticsPath(fromMinute: number, toMinute: number, rest = ''): string {
  const instant = (minute: number): string => new Date(startMs + minute * 60_000).toISOString();
  const range = `dateFrom=${instant(fromMinute)}&dateTo=${instant(toMinute)}`;
  return `/api/v2/analytics/interactions/queues?${range}&interval=PT5M${rest}`;
}

export async function analytics(
  api: Api,
  fromMinute: number,
  toMinute: number,
): Promise<Analytics> {
  const reply = await api<Analytics>(analyticsPath(fromMinute, toMinute));
  assert.equal(reply.status, 200);
  return reply.body;
}

/** What the analytics of a span add up to. */
export function experience(answer: Analytics): {
  calls: number;
  abandonment: number;
  speedOfAnswer: number;
  hitRate: number;
} {
  const rows = answer.intervals.flatMap((interval) => interval.results);
  const strategies = answer.intervals.flatMap((interval) => interval.strategies);
  const answered = rows.filter((row) => row.dispositionCode === 'answered');
  const calls = sum(rows.map((row) => row.interactions));
  const answeredCalls = sum(answered.map((row) => row.interactions));
  return {
    calls,
    abandonment: (calls - answeredCalls) / calls,
    speedOfAnswer: sum(answered.map((row) => row.waitSecondsSum)) / answeredCalls,
    hitRate:
      sum(strategies.map((one) => one.firstPriority)) / sum(strategies.map((one) => one.reached)),
  };
}

export function sum(values: number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
