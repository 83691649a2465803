import { Problem } from '../http/problem.js';
import type { JsonObject } from '../json.js';
import type { CxoneCall } from './api-call.js';

const defaultTop = 100;
const maximumTop = 10_000;

/** A page of a list, with what stands around it. */
export interface Page<Item> {
  items: Item[];
  frame: JsonObject;
}

/** Cuts a list by `skip` and `top`. */
export function pageOf<Item>(call: CxoneCall, all: Item[]): Page<Item> {
  const { query } = call.request;
  const skip = wholeNumber(query, 'skip', 0, Number.MAX_SAFE_INTEGER);
  const top = wholeNumber(query, 'top', defaultTop, maximumTop);
  const links: JsonObject = { self: linkTo(call, skip, top) };
  if (skip + top < all.length) links['next'] = linkTo(call, skip + top, top);
  if (skip > 0) links['previous'] = linkTo(call, Math.max(0, skip - top), top);
  return {
    items: all.slice(skip, skip + top),
    frame: {
      businessUnitId: call.tenant.businessUnitId,
      lastPollTime: new Date(call.nowMs).toISOString(),
      totalRecords: all.length,
      _links: links,
    },
  };
}

function linkTo({ request }: CxoneCall, skip: number, top: number): string {
  const query = new URLSearchParams(request.query);
  query.set('skip', String(skip));
  query.set('top', String(top));
  return `${request.path}?${query.toString()}`;
}

function wholeNumber(
  query: URLSearchParams,
  name: string,
  fallback: number,
  maximum: number,
): number {
  const text = query.get(name);
  if (text === null) return fallback;
  const value = /^\d+$/.test(text) ? Number(text) : Infinity;
  if (value <= maximum) return value;
  throw Problem.badRequest(`${name} must be a whole number up to ${maximum}`);
}
