import { canonicalJson } from './canonical-json.js';
import type { OrgPlan, PathChange, ResourcePlan } from '../domain/org-plan.js';

/**
 * What a plan would write that the inverse of the snapshot's plan could not take back, as `<key> <path>`. Nothing,
 * where the plan is the same or, after a part of it was done, what is left of it.
 */
export function beyondSnapshot(snapshotPlan: OrgPlan, plan: OrgPlan): readonly string[] {
  const before = new Map(snapshotPlan.resources.map((resource) => [resource.key, resource]));
  return plan.resources.flatMap((resource) => beyond(before.get(resource.key), resource));
}

function beyond(before: ResourcePlan | undefined, after: ResourcePlan): string[] {
  // What the rollout creates goes back as a whole.
  if (before?.action === 'added') return [];
  if (after.action === 'added') return [`${after.key} (to be created)`];
  const covered = new Set((before?.changes ?? []).map(writeOf));
  return after.changes
    .filter((change) => !covered.has(writeOf(change)))
    .map(({ path }) => `${after.key} ${path}`);
}

// Taking back asks whether live still has what was written; what it was before may differ by then.
function writeOf({ path, to }: PathChange): string {
  return canonicalJson({ path, ...(to === undefined ? {} : { to }) });
}
