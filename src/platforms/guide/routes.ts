import { ResourceKind } from '../../domain/resource.js';
import type { RouteDescription } from '../../http/observer.js';

/** Where a kind of resource lives, and the scope that changing it takes. */
export interface GuideRoute {
  readonly path: string;
  readonly scope: string;
}

export const TOKEN_PATH = '/oauth/token';
export const ORGANIZATIONS_PATH = '/api/v2/organizations';
export const OBSERVATIONS_PATH = '/api/v2/analytics/queues/observations';
export const ANALYTICS_PATH = '/api/v2/analytics/interactions/queues';

/**
 * The only scope of the guide's that changes nothing. Reading resources takes none; it is asked for all the same,
 * since a token that was asked for with no scope at all has every scope that the client was granted.
 */
export const READ_SCOPE = 'organization:read';

export const GUIDE_ROUTES: Readonly<Record<ResourceKind, GuideRoute>> = {
  flow: { path: '/api/v2/architect/flows', scope: 'flow:edit' },
  strategy: { path: '/api/v2/routing/strategies', scope: 'routing:strategy:edit' },
  queue: { path: '/api/v2/routing/queues', scope: 'routing:strategy:edit' },
  trunk: { path: '/api/v2/telephony/trunks', scope: 'telephony:trunk:edit' },
  language_pack: { path: '/api/v2/architect/languagepacks', scope: 'deployment:manage' },
  directory: { path: '/api/v2/directories', scope: 'deployment:manage' },
  reporting: { path: '/api/v2/reporting/configurations', scope: 'deployment:manage' },
};

/** The smallest set of scopes that serves reading, and changing these kinds; sorted. */
export function scopesFor(kinds: Iterable<ResourceKind>): readonly string[] {
  const scopes = [...kinds].map((kind) => GUIDE_ROUTES[kind].scope);
  return [...new Set([READ_SCOPE, ...scopes])].toSorted();
}

/** Path of one resource; ids are the platform's, but are not trusted to be path-safe. */
export function resourcePath(kind: ResourceKind, id: string): string {
  return `${GUIDE_ROUTES[kind].path}/${encodeURIComponent(id)}`;
}

/** What a path is, for whoever watches the wire: route, kind and id of the resource. */
export function describeRoute(path: string): RouteDescription {
  const kind = Object.values(ResourceKind).find(
    (one) => path === GUIDE_ROUTES[one].path || path.startsWith(`${GUIDE_ROUTES[one].path}/`),
  );
  if (kind === undefined) return { template: path, kind: null, id: null };
  const route = GUIDE_ROUTES[kind].path;
  if (path === route) return { template: route, kind, id: null };
  return { template: `${route}/{id}`, kind, id: path.slice(route.length + 1) };
}
