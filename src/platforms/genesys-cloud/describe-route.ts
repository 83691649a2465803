import { ResourceKind } from '../../domain/resource.js';
import type { RouteDescription } from '../../http/observer.js';
import { COLLECTIONS, FLOWS_PATH, PROMPTS, TABLES } from './kinds.js';

const WORDS: ReadonlySet<string> = new Set(['jobs', 'export', 'actions', 'datatables']);

/** What a path is, for whoever watches the wire; null where it is none of a resource's. */
export function describeRoute(path: string): RouteDescription | null {
  const row = new RegExp(`^${TABLES.path}/([^/]+)/rows(?:/([^/]+))?$`).exec(path);
  if (row !== null) return rowRoute(row[1] ?? '', row[2]);
  const language = new RegExp(`^${PROMPTS.path}/([^/]+)/resources/[^/]+$`).exec(path);
  if (language !== null) return languageRoute(language[1] ?? '');
  for (const kind of Object.values(ResourceKind)) {
    const collection = COLLECTIONS[kind];
    if (collection === undefined) continue;
    const route = routeBelow(collection.path, path);
    if (route !== null) return { ...route, kind };
  }
  const flow = routeBelow(FLOWS_PATH, path);
  return flow === null || WORDS.has(flow.id ?? '') ? null : { ...flow, kind: ResourceKind.flow };
}

function rowRoute(table: string, key: string | undefined): RouteDescription {
  const template = `${TABLES.path}/{id}/rows${key === undefined ? '' : '/{key}'}`;
  const id = key === undefined ? null : `${table}/${key}`;
  return { template, kind: ResourceKind.strategy, id };
}

function languageRoute(id: string): RouteDescription {
  const template = `${PROMPTS.path}/{id}/resources/{language}`;
  return { template, kind: ResourceKind.prompt, id };
}

function routeBelow(base: string, path: string): Omit<RouteDescription, 'kind'> | null {
  if (path === base) return { template: base, id: null };
  if (!path.startsWith(`${base}/`)) return null;
  const [id = '', ...rest] = path.slice(base.length + 1).split('/');
  return { template: [base, '{id}', ...rest].join('/'), id };
}
