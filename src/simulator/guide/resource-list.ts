import { ok, type Answer } from '../http/answer.js';
import { Problem } from '../http/problem.js';
import { nameOf } from '../world/resource.js';
import type { ApiCall } from './api-call.js';
import type { ResourceCollection } from './resource-collections.js';

const defaultPageSize = 25;
const maximumPageSize = 100;

/** One page of an org's resources of a kind, all or those with a name. */
export function listResources(call: ApiCall, collection: ResourceCollection): Answer {
  const { query } = call.request;
  const pageSize = wholeNumber(query, 'pageSize', defaultPageSize, maximumPageSize);
  const pageNumber = wholeNumber(query, 'pageNumber', 1, Number.MAX_SAFE_INTEGER);
  const name = query.get('name');
  const found = call.world.store
    .list(call.grant.orgId, collection.kind)
    .filter((resource) => name === null || nameOf(resource) === name);
  const pageCount = Math.ceil(found.length / pageSize);
  const page = found.slice((pageNumber - 1) * pageSize, pageNumber * pageSize);
  const next = new URLSearchParams(query);
  next.set('pageSize', String(pageSize));
  next.set('pageNumber', String(pageNumber + 1));
  return ok({
    entities: page.map((resource) => resource.body),
    pageSize,
    pageNumber,
    total: found.length,
    pageCount,
    ...(pageNumber < pageCount ? { nextUri: `${collection.path}?${next.toString()}` } : {}),
  });
}

function wholeNumber(
  query: URLSearchParams,
  name: string,
  fallback: number,
  maximum: number,
): number {
  const text = query.get(name);
  if (text === null) return fallback;
  const value = /^\d+$/.test(text) ? Number(text) : 0;
  if (value >= 1 && value <= maximum) return value;
  throw Problem.badRequest(`${name} must be a whole number from 1 to ${maximum}`);
}
