import { z } from 'zod';
import { Problem } from '../http/problem.js';

const instantSchema = z.iso.datetime({ offset: true });

/** The span that a request asks about, `from` and `to` in ISO 8601; without them all of time. */
export function windowOf(query: URLSearchParams): { fromMs: number; toMs: number } {
  const fromMs = instantOf(query, 'from') ?? -Infinity;
  const toMs = instantOf(query, 'to') ?? Infinity;
  if (fromMs >= toMs) throw Problem.badRequest('to must be after from');
  return { fromMs, toMs };
}

function instantOf(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  if (text === null) return undefined;
  const parsed = instantSchema.safeParse(text);
  if (!parsed.success) throw Problem.badRequest(`${name} must be an ISO 8601 instant`);
  return Date.parse(parsed.data);
}
