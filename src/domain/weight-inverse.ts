import { invertChanges } from './apply.js';
import type { OrgPlan, PathChange } from './org-plan.js';
import type { ResourceKey, ResourceKind } from './resource.js';

/**
 * What takes the routing weights of one strategy back. Small enough to travel through a workflow's
 * history, so that the first act of a rollback needs nothing else.
 */
export interface WeightInverse {
  readonly key: ResourceKey;
  readonly kind: ResourceKind;
  /** The platform's own id. */
  readonly id: string;
  readonly changes: PathChange[];
}

/** The inverse of a plan's changes to the targets of strategies that exist already. */
export function weightInverse(plan: Pick<OrgPlan, 'resources'>): WeightInverse[] {
  return plan.resources.flatMap(({ key, kind, id, changes }) => {
    if (kind !== 'strategy' || id === null) return [];
    const targets = changes.filter(
      ({ path }) => path === '/targets' || path.startsWith('/targets/'),
    );
    return targets.length === 0 ? [] : [{ key, kind, id, changes: invertChanges(targets) }];
  });
}
