import type { ResourceKind } from '../../domain/resource.js';

/** Where a kind of resource lives, and the scope that changing it takes. */
export interface GuideRoute {
  readonly path: string;
  readonly scope: string;
}

export const TOKEN_PATH = '/oauth/token';
export const ORGANIZATIONS_PATH = '/api/v2/organizations';
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

/** The part of a request that says what it is about and which scope it takes. */
export interface Addressed {
  readonly about: { readonly route: string; readonly kind: string; readonly resourceId?: string };
  readonly scopes: readonly string[];
}

/** Of reading resources of a kind, or of changing them; with an id of one resource. */
export function addressed(
  use: 'read' | 'change',
  kind: ResourceKind,
  resourceId?: string,
): Addressed {
  const { path, scope } = GUIDE_ROUTES[kind];
  return {
    about:
      resourceId === undefined
        ? { route: path, kind }
        : { route: `${path}/{id}`, kind, resourceId },
    scopes: [use === 'change' ? scope : READ_SCOPE],
  };
}
