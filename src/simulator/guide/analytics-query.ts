import { z } from 'zod';
import { Problem } from '../http/problem.js';

const maximumIntervals = 1000;
const minuteMs = 60_000;

export const analyticsColumns = ['queueId', 'wrapUpCode', 'skill', 'dispositionCode'] as const;
export type AnalyticsColumn = (typeof analyticsColumns)[number];

/** What a client wants to know about the callers of its org. */
export interface AnalyticsQuery {
  fromMs: number;
  toMs: number;
  intervalMs: number;
  columns: AnalyticsColumn[];
}

const columnSchema = z.enum(analyticsColumns);
const instantSchema = z.iso.datetime({ offset: true });

/** Reads the query of an analytics request, or refuses it. */
export function readAnalyticsQuery(query: URLSearchParams): AnalyticsQuery {
  const fromMs = instant(query, 'dateFrom');
  const toMs = instant(query, 'dateTo');
  if (toMs <= fromMs) throw Problem.badRequest('dateTo must be after dateFrom');
  const intervalMs = intervalOf(query.get('interval') ?? '');
  if ((toMs - fromMs) / intervalMs > maximumIntervals) {
    throw Problem.badRequest(`more than ${maximumIntervals} intervals asked for`);
  }
  return { fromMs, toMs, intervalMs, columns: columnsOf(query.get('select')) };
}

function instant(query: URLSearchParams, name: string): number {
  const parsed = instantSchema.safeParse(query.get(name));
  if (!parsed.success) throw Problem.badRequest(`${name} must be an ISO 8601 instant`);
  return Date.parse(parsed.data);
}

function intervalOf(text: string): number {
  const [, hours, minutes] = /^PT(?:(\d+)H)?(?:(\d+)M)?$/.exec(text) ?? [];
  const total = Number(hours ?? 0) * 60 + Number(minutes ?? 0);
  if (total >= 1 && total <= 60) return total * minuteMs;
  throw Problem.badRequest('interval must be an ISO 8601 duration from PT1M to PT1H');
}

function columnsOf(select: string | null): AnalyticsColumn[] {
  if (select === null) return [...analyticsColumns];
  const parsed = z.array(columnSchema).safeParse(select.split(',').map((name) => name.trim()));
  if (parsed.success) return [...new Set(parsed.data)];
  throw Problem.badRequest(`select takes ${analyticsColumns.join(', ')}`);
}
