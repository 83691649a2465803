import type { OrgPlan } from '../domain/org-plan.js';
import type { CallOptions } from '../platforms/port.js';
import type { PlanningDeps } from './deps.js';
import type { Loaded } from './loaded.js';
import { planOrg } from './plan-org.js';
import { ownersOf } from './references.js';
import { heldSince, movedResources } from './stale-plan.js';
import { survey } from './survey.js';

/**
 * New plans of those orgs that have to be written otherwise than planned, since the world moved. An org that does
 * not answer is left out: it fails in its own transaction, where the tolerance counts it.
 */
export async function movedPlans(
  deps: PlanningDeps,
  loaded: Loaded,
  plans: ReadonlyMap<string, OrgPlan>,
  options: CallOptions,
): Promise<OrgPlan[]> {
  const orgs = [...plans.keys()];
  const owners = orgs.flatMap((org) => ownersOf(loaded, org).filter((owner) => owner !== org));
  const all = [...new Set([...orgs, ...owners])];
  const mayBeMissing = (org: string): boolean => !owners.includes(org);
  const surveyed = await survey(deps, loaded, all, { ...options, mayBeMissing });
  return [...plans].flatMap(([org, plan]) => {
    if (!surveyed.has(org)) return [];
    const fresh = planOrg(loaded, surveyed, org);
    const moved = [movedResources, heldSince].some(
      (otherwise) => otherwise(loaded, plan, fresh, surveyed).length > 0,
    );
    return moved ? [fresh] : [];
  });
}
