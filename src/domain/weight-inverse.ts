import { invertChanges } from './apply.js';
import type { Json } from './json.js';
import type { OrgPlan, PathChange, ResourcePlan } from './org-plan.js';
import { isReference } from './reference.js';
import type { ResourceKey, ResourceKind } from './resource.js';
import { isRow, isRowWeight, switchesCallers } from './sensitivity.js';

/**
 * What takes one resource's say in where callers go back: the weights of a strategy, or which script or flow a number
 * runs. Small enough to travel through a workflow's history, so that the first act of a rollback needs nothing else.
 */
export interface WeightInverse {
  readonly key: ResourceKey;
  readonly kind: ResourceKind;
  /** The platform's own id. */
  readonly id: string;
  /** Values that this release brings itself may be symbolic references yet. */
  readonly changes: PathChange[];
}

/** The inverse of a plan's changes to where callers go, of resources that exist already. */
export function weightInverse(plan: Pick<OrgPlan, 'resources'>): WeightInverse[] {
  return plan.resources.flatMap((resource) => {
    const { key, kind, id, changes } = resource;
    if (id === null) return [];
    const moving = changes.filter((change) => movesCallers(resource, change));
    return moving.length === 0 ? [] : [{ key, kind, id, changes: invertChanges(moving) }];
  });
}

function movesCallers({ kind, desired }: ResourcePlan, change: PathChange): boolean {
  const { path, from, to } = change;
  if (kind !== 'strategy') return switchesCallers(kind, change) && isSmall(from) && isSmall(to);
  if (isRow(desired) && isRowWeight(change)) return true;
  return path === '/targets' || path.startsWith('/targets/');
}

/** Lists of numbers, say, are no matter of history. */
function isSmall(value: Json | undefined): boolean {
  return typeof value !== 'object' || value === null || isReference(value);
}
