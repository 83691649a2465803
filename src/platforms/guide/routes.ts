import type { ResourceKind } from '../../domain/resource.js';
import type { RouteDescription } from '../../http/observer.js';
import type { KindDeclaration } from '../port.js';

/** Where a kind of resource lives, and the scope that changing it takes. */
export interface GuideRoute {
  readonly path: string;
  readonly scope: string;
}

export const TOKEN_PATH = '/oauth/token';
export const ORGANIZATIONS_PATH = '/api/v2/organizations';
export const OBSERVATIONS_PATH = '/api/v2/analytics/queues/observations';
export const TEST_CALLS_PATH = '/api/v2/testing/calls';
export const ANALYTICS_PATH = '/api/v2/analytics/interactions/queues';

/**
 * The only scope of the guide's that changes nothing. Reading resources takes none; it is asked for all the same,
 * since a token that was asked for with no scope at all has every scope that the client was granted.
 */
export const READ_SCOPE = 'organization:read';

const ROUTES: Readonly<Partial<Record<ResourceKind, GuideRoute>>> = {
  flow: { path: '/api/v2/architect/flows', scope: 'flow:edit' },
  strategy: { path: '/api/v2/routing/strategies', scope: 'routing:strategy:edit' },
  queue: { path: '/api/v2/routing/queues', scope: 'routing:strategy:edit' },
  trunk: { path: '/api/v2/telephony/trunks', scope: 'telephony:trunk:edit' },
  language_pack: { path: '/api/v2/architect/languagepacks', scope: 'deployment:manage' },
  directory: { path: '/api/v2/directories', scope: 'deployment:manage' },
  reporting: { path: '/api/v2/reporting/configurations', scope: 'deployment:manage' },
};

/** Every kind of the guide's alike. */
const DECLARATION: KindDeclaration = {
  concurrency: 'etag',
  consistency: 'immediate',
  write: 'patch',
  creates: true,
  deletes: true,
  rollback: 'restoreSnapshot',
  lists: 'bodies',
  names: [],
  off: { enabled: false },
};

/** Null where the guide has no such kind. */
export function declares(kind: ResourceKind): KindDeclaration | null {
  return ROUTES[kind] === undefined ? null : DECLARATION;
}

/** The route of a kind that the guide has. */
export function routeOf(kind: ResourceKind): GuideRoute {
  const route = ROUTES[kind];
  if (route === undefined) throw new Error(`the guide has no ${kind}`);
  return route;
}

/** The smallest set of scopes that serves reading, and changing these kinds; sorted. */
export function scopesFor(kinds: Iterable<ResourceKind>): readonly string[] {
  const scopes = [...kinds].flatMap((kind) => ROUTES[kind]?.scope ?? []);
  return [...new Set([READ_SCOPE, ...scopes])].toSorted();
}

/** Path of one resource; ids are the platform's, but are not trusted to be path-safe. */
export function resourcePath(kind: ResourceKind, id: string): string {
  return `${routeOf(kind).path}/${encodeURIComponent(id)}`;
}

/** What a path is, for whoever watches the wire: route, kind and id of the resource. */
export function describeRoute(path: string): RouteDescription {
  const [kind, found] =
    Object.entries(ROUTES).find(
      ([, one]) => path === one.path || path.startsWith(`${one.path}/`),
    ) ?? [];
  if (path.startsWith(TEST_CALLS_PATH))
    return { template: `${TEST_CALLS_PATH}/{id}`, kind: null, id: null };
  if (kind === undefined || found === undefined) return { template: path, kind: null, id: null };
  const route = found.path;
  if (path === route) return { template: route, kind, id: null };
  return { template: `${route}/{id}`, kind, id: path.slice(route.length + 1) };
}
