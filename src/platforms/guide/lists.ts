import { isJsonObject, type Json } from '../../domain/json.js';
import type { LiveResource, ResourceKind } from '../../domain/resource.js';
import type { ApiClient } from '../../http/client.js';
import { parseBody } from '../parse-body.js';
import type { CallOptions, ResourcePage } from '../port.js';
import { liveResource } from './parse.js';
import { READ_SCOPE, routeOf } from './routes.js';
import { pageSchema } from './schema.js';

const PAGE_SIZE = 100;

/** What every entity of a list has. */
export interface ListedEntity {
  readonly id: string;
  readonly name?: string | undefined;
}

/** One page as it came. */
interface EntityPage {
  readonly entities: readonly (ListedEntity & Readonly<Record<string, unknown>>)[];
  readonly pagesLeft: number;
}

/** The pages of a list by the guide's contract: whole bodies, but no ETags. */
export async function* resourcePages(
  org: string,
  api: ApiClient,
  kind: ResourceKind,
  options: CallOptions = {},
): AsyncGenerator<ResourcePage> {
  for await (const { entities, pagesLeft } of entityPages(org, api, kind, {}, options))
    yield { resources: entities.flatMap((entity) => listed(kind, entity as Json)), pagesLeft };
}

/** Id and name of all that a list has under a filter. */
export async function listedEntities(
  org: string,
  api: ApiClient,
  kind: ResourceKind,
  filter: Readonly<Record<string, string>>,
  options: CallOptions,
): Promise<readonly ListedEntity[]> {
  const found: ListedEntity[] = [];
  for await (const { entities } of entityPages(org, api, kind, filter, options))
    // One by one: a page may hold more than a call takes arguments.
    for (const { id, name } of entities) found.push({ id, name });
  return found;
}

async function* entityPages(
  org: string,
  api: ApiClient,
  kind: ResourceKind,
  filter: Readonly<Record<string, string>>,
  options: CallOptions,
): AsyncGenerator<EntityPage> {
  const { path } = routeOf(kind);
  const source = { org, method: 'GET', path } as const;
  for (let pageNumber = 1, pageCount = 1; pageNumber <= pageCount; pageNumber += 1) {
    const query = { ...filter, pageSize: String(PAGE_SIZE), pageNumber: String(pageNumber) };
    const request = { ...options, scopes: [READ_SCOPE], method: 'GET', path, query } as const;
    const page = parseBody(pageSchema, (await api.send(request)).body, source);
    pageCount = page.pageCount;
    yield { entities: page.entities, pagesLeft: Math.max(0, pageCount - pageNumber) };
  }
}

function listed(kind: ResourceKind, entity: Json): LiveResource[] {
  if (!isJsonObject(entity)) return [];
  const { id, name } = entity;
  if (typeof id !== 'string' || typeof name !== 'string' || name === '') return [];
  return [liveResource(kind, { id, name }, entity, null)];
}
