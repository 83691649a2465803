import type { RequestKind } from '../faults/fault.js';
import { decoded, type Route } from '../http/route.js';
import { queryAnalytics } from './analytics.js';
import type { ApiHandler } from './api-call.js';
import { queryObservations } from './observations.js';
import { listOrganizations } from './organizations.js';
import { resourceCollections, type ResourceCollection } from './resource-collections.js';
import { createResource, deleteResource, getResource, patchResource } from './resource-handlers.js';
import { listResources } from './resource-list.js';
import { getTestCalls, putTestCalls, testCallsPath } from './test-calls.js';

export const tokenPath = '/oauth/token';
const organizationsPath = '/api/v2/organizations';
const analyticsPath = '/api/v2/analytics/interactions/queues';
const observationsPath = '/api/v2/analytics/queues/observations';

/** Everything behind a token. */
export const apiRoutes: Route<ApiHandler>[] = [
  { method: 'GET', path: organizationsPath, handle: listOrganizations },
  { method: 'GET', path: analyticsPath, handle: queryAnalytics },
  { method: 'GET', path: observationsPath, handle: queryObservations },
  { method: 'PUT', path: `${testCallsPath}/:id`, handle: putTestCalls },
  { method: 'GET', path: `${testCallsPath}/:id`, handle: getTestCalls },
  ...resourceCollections.flatMap(routesOf),
];

/** What a path addresses, as faults name it. */
export function addressOf(path: string): { kind: RequestKind | null; resourceId: string | null } {
  if (path === tokenPath) return { kind: 'token', resourceId: null };
  if (path === organizationsPath) return { kind: 'organizations', resourceId: null };
  if (path === analyticsPath) return { kind: 'analytics', resourceId: null };
  const collection = resourceCollections.find(
    (one) => path === one.path || path.startsWith(`${one.path}/`),
  );
  if (collection === undefined) return { kind: null, resourceId: null };
  const id = path.slice(collection.path.length + 1);
  return { kind: collection.kind, resourceId: id === '' ? null : decoded(id) };
}

function routesOf(collection: ResourceCollection): Route<ApiHandler>[] {
  const one = `${collection.path}/:id`;
  return [
    { method: 'GET', path: collection.path, handle: (call) => listResources(call, collection) },
    { method: 'POST', path: collection.path, handle: (call) => createResource(call, collection) },
    { method: 'GET', path: one, handle: (call) => getResource(call, collection) },
    { method: 'PATCH', path: one, handle: (call) => patchResource(call, collection) },
    { method: 'DELETE', path: one, handle: (call) => deleteResource(call, collection) },
  ];
}
