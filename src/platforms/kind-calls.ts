import { sameJson } from '../domain/equality.js';
import type { JsonObject } from '../domain/json.js';
import type { LiveResource, ResourceKind } from '../domain/resource.js';
import type { ApiClient } from '../http/client.js';
import { WireError, type WireErrorKind } from '../http/errors.js';
import type { ResourceCalls } from './own-kinds.js';
import type { CallOptions, FindOptions, ListOptions, ResourcePage } from './port.js';

/** What every call to one org goes by. */
export interface CallContext {
  /** Logical org id, for errors. */
  readonly org: string;
  readonly api: ApiClient;
}

/** Reading and writing the resources of one kind; as in `OrgClient`, without the kind. */
export interface KindCalls {
  read(id: string, options: CallOptions): Promise<LiveResource | null>;
  findByName(name: string, options: FindOptions): Promise<LiveResource | null>;
  pages(options: CallOptions): AsyncIterable<ResourcePage>;
  list(options: ListOptions): Promise<readonly LiveResource[]>;
  create(body: JsonObject, options: CallOptions): Promise<LiveResource>;
  /** Never with a target that `live` has already. */
  update(live: LiveResource, target: JsonObject, options: CallOptions): Promise<LiveResource>;
  remove(live: LiveResource, options: CallOptions): Promise<void>;
}

/** A request that an error is about. */
export interface Asked {
  readonly method: string;
  readonly path: string;
}

/** An error of our own making; `problem` continues the sentence "PUT /path of org …". */
export function failure(
  { org }: Pick<CallContext, 'org'>,
  { method, path }: Asked,
  kind: WireErrorKind,
  problem: string,
): WireError {
  return new WireError(`${method} ${path} of ${org} ${problem}.`, { kind, org, method, path });
}

export function isKind(error: unknown, ...kinds: readonly WireErrorKind[]): boolean {
  return error instanceof WireError && kinds.includes(error.facts.kind);
}

/** True of a write that the platform may have taken all the same. */
export function isLost(error: unknown): error is WireError {
  return isKind(error, 'unavailable', 'noAnswer', 'malformed');
}

/** Null where there is none. */
export async function orNull<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work;
  } catch (error) {
    if (isKind(error, 'notFound')) return null;
    throw error;
  }
}

/** For a POST that changes nothing: it may start however little time is left, and waits for its turn no longer. */
export function asReading({ deadlineMs, ...options }: CallOptions): CallOptions {
  if (deadlineMs === undefined) return options;
  const { longestWaitMs = Number.POSITIVE_INFINITY } = options;
  return { ...options, longestWaitMs: Math.min(longestWaitMs, deadlineMs - Date.now()) };
}

/** By name, then by id. */
export function byName(left: LiveResource, right: LiveResource): number {
  if (left.name !== right.name) return left.name < right.name ? -1 : 1;
  return left.id < right.id ? -1 : 1;
}

/**
 * The calls of all kinds as an org client has them: an update to what is there already asks nobody. A kind that is not
 * there is a mistake of the adapter's.
 */
export function byKind(calls: ReadonlyMap<ResourceKind, KindCalls>): ResourceCalls {
  const of = (kind: ResourceKind): KindCalls => {
    const found = calls.get(kind);
    if (found === undefined) throw new Error(`the adapter has no calls for a ${kind}`);
    return found;
  };
  return {
    read: (kind, id, options = {}) => of(kind).read(id, options),
    findByName: (kind, name, options = {}) => of(kind).findByName(name, options),
    pages: (kind, options = {}) => of(kind).pages(options),
    list: (kind, options = {}) => of(kind).list(options),
    create: (kind, body, options = {}) => of(kind).create(body, options),
    update: async (live, target, options = {}) =>
      sameJson(live.body, target) ? live : of(live.kind).update(live, target, options),
    remove: (live, options = {}) => of(live.kind).remove(live, options),
  };
}
