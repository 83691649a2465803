import type { RouteDescription } from '../../http/observer.js';
import type { ResourceKind } from '../../domain/resource.js';
import { HOURS, POINTS_OF_CONTACT, SCRIPTS, SKILLS } from './routes.js';

const COLLECTIONS: Readonly<Record<string, ResourceKind>> = {
  [SKILLS]: 'queue',
  [SCRIPTS]: 'flow',
  [HOURS]: 'hours_of_operation',
  [POINTS_OF_CONTACT]: 'point_of_contact',
};

/** What a path is, for whoever watches the wire; null where it is none of a resource's. */
export function describeRoute(path: string): RouteDescription | null {
  for (const [base, kind] of Object.entries(COLLECTIONS)) {
    if (path === base) return { template: base, kind, id: null };
    // Scripts go by a path in the query; what stands behind a collection otherwise is no resource of it.
    const id = path.startsWith(`${base}/`) ? path.slice(base.length + 1) : '';
    if (/^\d+$/.test(id)) return { template: `${base}/{id}`, kind, id };
  }
  return null;
}
