import { resolveChanges } from '../domain/apply.js';
import { sameJson } from '../domain/equality.js';
import type { OrgPlan, PathChange, ResourcePlan } from '../domain/org-plan.js';
import type { CallOptions } from '../platforms/port.js';
import type { PlanningDeps } from './deps.js';
import type { Loaded } from './loaded.js';
import { planOrg } from './plan-org.js';
import { ownersOf } from './references.js';
import { RefusedError } from './refused.js';
import { survey, type SurveyedOrg } from './survey.js';

/**
 * Refuses a plan that was made while another rollout had the org's window open, where that one left the org in
 * another state than the plan saw: its delta on top of something else would be a version that nobody made.
 * What the plan wants and live has by now is no reason. Looks at every org before its first write, whether or not
 * its window had to be waited for: the other rollout may have closed it before this one came to ask.
 */
export async function refuseStalePlan(
  deps: PlanningDeps,
  loaded: Loaded,
  plan: OrgPlan,
  options: CallOptions,
): Promise<void> {
  const orgs = [...new Set([plan.org, ...ownersOf(loaded, plan.org)])];
  const surveyed = await survey(deps, loaded, orgs, { ...options, oneByOne: true });
  const moved = movedResources(loaded, plan, planOrg(loaded, surveyed, plan.org), surveyed);
  if (moved.length === 0) return;
  throw new RefusedError(
    `${plan.org} changed since its plan was made (${moved.join(', ')}): start the rollout again, so that it is planned anew`,
  );
}

/** Keys of resources that the fresh plan changes otherwise than the one on record. */
export function movedResources(
  loaded: Loaded,
  plan: OrgPlan,
  fresh: OrgPlan,
  surveyed: ReadonlyMap<string, SurveyedOrg>,
): string[] {
  const idOf = idsNow(loaded, plan, surveyed);
  return fresh.resources
    .filter((resource) => !isCovered(plan, resource, idOf))
    .map(({ key }) => key);
}

/**
 * Keys of resources of which the plan changes paths that somebody has set otherwise since. These stay, so that what
 * is left of an approved change is another change: of weights that move together, half would be a third distribution.
 */
export function heldSince(
  loaded: Loaded,
  plan: OrgPlan,
  fresh: OrgPlan,
  surveyed: ReadonlyMap<string, SurveyedOrg>,
): string[] {
  const idOf = idsNow(loaded, plan, surveyed);
  return fresh.resources
    .filter(({ key, held }) => {
      const { changes = [] } = plan.resources.find((planned) => planned.key === key) ?? {};
      const due = new Set(changes.map((change) => asOfNow(change, idOf).path));
      return held.some(({ path }) => due.has(path));
    })
    .map(({ key }) => key);
}

function idsNow(
  loaded: Loaded,
  { org }: OrgPlan,
  surveyed: ReadonlyMap<string, SurveyedOrg>,
): (key: string) => string | undefined {
  return (key) => {
    const owner = loaded.ownerOf(org, key);
    return owner === null ? undefined : surveyed.get(owner)?.live.get(key)?.id;
  };
}

/** Every change that is due now was in the plan, from the same value to the same value. */
function isCovered(
  plan: OrgPlan,
  fresh: ResourcePlan,
  idOf: (key: string) => string | undefined,
): boolean {
  const planned = plan.resources.find(({ key }) => key === fresh.key);
  if (planned === undefined) return false;
  if (fresh.action === 'added') return planned.action === 'added';
  const changes = planned.changes.map((change) => asOfNow(change, idOf));
  return fresh.changes.every((change) =>
    changes.some(
      ({ path, from, to, via = [] }) =>
        path === change.path &&
        [from, ...via].some((value) => sameJson(value, change.from)) &&
        sameJson(to, change.to),
    ),
  );
}

/** With the ids of what this rollout has created in other orgs since; what is yet to be created stays symbolic. */
function asOfNow(change: PathChange, idOf: (key: string) => string | undefined): PathChange {
  try {
    return resolveChanges([change], idOf)[0] ?? change;
  } catch {
    return change;
  }
}
