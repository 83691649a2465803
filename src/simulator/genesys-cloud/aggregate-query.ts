import { z } from 'zod';
import { Problem } from '../http/problem.js';
import { bodyOf, type SimulatorRequest } from '../http/request.js';

const maximumIntervals = 5000;

export const aggregateMetrics = ['nOffered', 'tAnswered', 'tAbandon', 'tWait', 'tHandle'] as const;
export type AggregateMetric = (typeof aggregateMetrics)[number];

const predicateSchema = z.object({
  dimension: z.string().optional(),
  operator: z.enum(['matches', 'exists', 'notExists']).optional(),
  value: z.string().nullish(),
});
const combination = z.enum(['and', 'or']);
const clauseSchema = z.object({ type: combination, predicates: z.array(predicateSchema) });
export const filterSchema = clauseSchema.extend({
  predicates: z.array(predicateSchema).default([]),
  clauses: z.array(clauseSchema).default([]),
});
export type Filter = z.output<typeof filterSchema>;

const querySchema = z.object({
  interval: z.string(),
  granularity: z.string().optional(),
  groupBy: z.array(z.string()).default([]),
  filter: filterSchema.optional(),
  metrics: z.array(z.enum(aggregateMetrics)).min(1),
});

/** What a client wants to know about the conversations of its org. */
export interface AggregateQuery {
  fromMs: number;
  toMs: number;
  /** The whole, when no granularity is asked for. */
  intervalMs: number;
  groupBy: string[];
  filter: Filter | undefined;
  metrics: AggregateMetric[];
}

/** The values by which a conversation is grouped and filtered. */
export type Dimensions = Record<string, string>;

export function readAggregateQuery(request: SimulatorRequest): AggregateQuery {
  const { interval, granularity, groupBy, filter, metrics } = bodyOf(request, querySchema);
  const [fromMs = NaN, toMs = NaN] = interval.split('/').map((instant) => Date.parse(instant));
  if (!(toMs > fromMs)) throw Problem.badRequest('interval must be two ISO 8601 instants: from/to');
  const intervalMs = granularity === undefined ? toMs - fromMs : granularityMs(granularity);
  if ((toMs - fromMs) / intervalMs > maximumIntervals) {
    throw Problem.badRequest('the interval is too long for this granularity');
  }
  return { fromMs, toMs, intervalMs, groupBy, filter, metrics };
}

/** Does a conversation pass a filter? */
export function passes(filter: Filter | undefined, dimensions: Dimensions): boolean {
  if (filter === undefined) return true;
  const results = [
    ...filter.predicates.map((predicate) => isTrue(predicate, dimensions)),
    ...filter.clauses.map((clause) => passes({ ...clause, clauses: [] }, dimensions)),
  ];
  if (results.length === 0) return true;
  return filter.type === 'and' ? results.every(Boolean) : results.some(Boolean);
}

function isTrue(predicate: z.output<typeof predicateSchema>, dimensions: Dimensions): boolean {
  const { dimension = '', operator = 'matches', value } = predicate;
  const actual = dimensions[dimension];
  if (operator === 'exists') return actual !== undefined;
  return operator === 'notExists' || value == null ? actual === undefined : actual === value;
}

function granularityMs(text: string): number {
  const [, days = 0, hours = 0, minutes = 0] =
    /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?$/.exec(text) ?? [];
  const total = ((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60_000;
  if (total > 0) return total;
  throw Problem.badRequest('granularity must be an ISO 8601 duration such as PT5M');
}
