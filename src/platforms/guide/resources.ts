import { mergePatchOf } from '../../domain/apply.js';
import type { JsonObject } from '../../domain/json.js';
import type { LiveResource, ResourceKind } from '../../domain/resource.js';
import { malformed } from '../../http/answer.js';
import type { ApiClient, ApiRequest } from '../../http/client.js';
import { WireError } from '../../http/errors.js';
import type { ResourceCalls } from '../own-kinds.js';
import { parseBody } from '../parse-body.js';
import type { CallOptions } from '../port.js';
import { listedEntities, resourcePages } from './lists.js';
import { resourceOf } from './parse.js';
import { READ_SCOPE, resourcePath, routeOf } from './routes.js';
import { resourceSchema } from './schema.js';

/** Resources by the guide's contract: ETags, merge patches under If-Match, lists by name. */
export function createResourceCalls(org: string, api: ApiClient): ResourceCalls {
  return {
    read: (kind, id, options) => read(org, api, kind, id, options),
    findByName: (kind, name, options) => findByName(org, api, kind, name, options),
    pages: (kind, options) => resourcePages(org, api, kind, options),
    list: (kind, options) => list(org, api, kind, options),
    create: (kind, body, options) => create(org, api, kind, body, options),
    update: (live, target, options) => update(org, api, live, target, options),
    remove: (live, options) => remove(api, live, org, options),
  };
}

async function read(
  org: string,
  api: ApiClient,
  kind: ResourceKind,
  id: string,
  options: CallOptions = {},
): Promise<LiveResource | null> {
  const path = resourcePath(kind, id);
  const request = { ...options, scopes: [READ_SCOPE], method: 'GET', path } as const;
  try {
    const source = { org, method: request.method, path: request.path };
    const live = resourceOf(kind, await api.send(request), source);
    if (live === null) throw malformed(source, 'holds no resource with an ETag');
    return live;
  } catch (error) {
    if (isKind(error, 'notFound')) return null;
    throw error;
  }
}

/** Lists by name to find the id, then reads: only a single resource's answer has an ETag. */
async function findByName(
  org: string,
  api: ApiClient,
  kind: ResourceKind,
  name: string,
  options: CallOptions = {},
): Promise<LiveResource | null> {
  const entities = await listedEntities(org, api, kind, { name }, options);
  // A platform may filter by prefix or without regard to case: only the exact name counts.
  const found = new Set(entities.filter((one) => one.name === name).map((one) => one.id));
  const [id, ...others] = found;
  const source = { org, method: 'GET', path: routeOf(kind).path } as const;
  if (others.length > 0) throw malformed(source, 'has several resources of one name');
  return id === undefined ? null : read(org, api, kind, id, options);
}

/** Reads one by one what the pages name. What is gone by the time that it is read is left out. */
async function list(
  org: string,
  api: ApiClient,
  kind: ResourceKind,
  options: CallOptions = {},
): Promise<readonly LiveResource[]> {
  const ids = new Set((await listedEntities(org, api, kind, {}, options)).map(({ id }) => id));
  // The client's own limit bounds how many requests are under way.
  const found = await Promise.all([...ids].map((id) => read(org, api, kind, id, options)));
  return found
    .filter((live) => live !== null)
    .toSorted((a, b) => (a.name === b.name ? compare(a.id, b.id) : compare(a.name, b.name)));
}

function compare(left: string, right: string): number {
  return left < right ? -1 : 1;
}

async function create(
  org: string,
  api: ApiClient,
  kind: ResourceKind,
  body: JsonObject,
  options: CallOptions = {},
): Promise<LiveResource> {
  const { path, scope } = routeOf(kind);
  const source = { org, method: 'POST', path } as const;
  const request = { ...options, scopes: [scope], method: 'POST', path } as const;
  const answer = await api.send({ ...request, json: body });
  const live = resourceOf(kind, answer, source);
  if (live !== null) return live;
  const { id } = parseBody(resourceSchema, answer.body, source);
  return readBack(org, api, kind, id, options);
}

async function update(
  org: string,
  api: ApiClient,
  live: LiveResource,
  target: JsonObject,
  options: CallOptions = {},
): Promise<LiveResource> {
  const patch = mergePatchOf(live.body, target);
  if (Object.keys(patch).length === 0) return live;
  const request = conditional('PATCH', org, live, options);
  const answer = await api.send({ ...request, json: patch });
  const { method, path } = request;
  const updated = resourceOf(live.kind, answer, { org, method, path });
  return updated ?? readBack(org, api, live.kind, live.id, options);
}

/** After a write whose answer does not tell the new version. */
async function readBack(
  org: string,
  api: ApiClient,
  kind: ResourceKind,
  id: string,
  options: CallOptions,
): Promise<LiveResource> {
  const live = await read(org, api, kind, id, options);
  if (live !== null) return live;
  const source = { org, method: 'GET', path: resourcePath(kind, id) };
  throw malformed(source, 'denies a resource that was just written');
}

/** A resource that is gone already is what the caller wanted. */
async function remove(
  api: ApiClient,
  live: LiveResource,
  org: string,
  options: CallOptions = {},
): Promise<void> {
  try {
    await api.send(conditional('DELETE', org, live, options));
  } catch (error) {
    if (!isKind(error, 'notFound')) throw error;
  }
}

/** A write that names the version it was made for; without one it is not sent. */
function conditional(
  method: 'PATCH' | 'DELETE',
  org: string,
  live: LiveResource,
  options: CallOptions,
): ApiRequest {
  const path = resourcePath(live.kind, live.id);
  const scopes = [routeOf(live.kind).scope];
  if (live.version !== null) return { ...options, scopes, method, path, ifMatch: live.version };
  throw new WireError(`${method} ${path} of ${org} has no version to be conditional on.`, {
    kind: 'rejected',
    org,
    method,
    path,
  });
}

function isKind(error: unknown, kind: WireError['facts']['kind']): boolean {
  return error instanceof WireError && error.facts.kind === kind;
}
