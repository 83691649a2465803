import type { ApiClient } from '../../http/client.js';
import { WireError, type WireErrorKind } from '../../http/errors.js';
import type { LiveResource } from '../../domain/resource.js';
import type { JsonObject } from '../../domain/json.js';
import type { CallOptions, ResourcePage } from '../port.js';

/** What every call to one org goes by. */
export interface Context {
  /** Logical org id, for errors. */
  readonly org: string;
  readonly api: ApiClient;
  /** The OAuth client's id: locks name it. */
  readonly clientId: () => Promise<string>;
}

/** Reading and writing the resources of one kind; as in `OrgClient`, without the kind. */
export interface KindCalls {
  read(id: string, options: CallOptions): Promise<LiveResource | null>;
  findByName(name: string, options: CallOptions): Promise<LiveResource | null>;
  pages(options: CallOptions): AsyncIterable<ResourcePage>;
  list(options: CallOptions): Promise<readonly LiveResource[]>;
  create(body: JsonObject, options: CallOptions): Promise<LiveResource>;
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
  { org }: Pick<Context, 'org'>,
  { method, path }: Asked,
  kind: WireErrorKind,
  problem: string,
): WireError {
  return new WireError(`${method} ${path} of ${org} ${problem}.`, { kind, org, method, path });
}

export function isKind(error: unknown, ...kinds: readonly WireErrorKind[]): boolean {
  return error instanceof WireError && kinds.includes(error.facts.kind);
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
