import { ApplicationFailure } from '@temporalio/activity';
import { sameJson } from '../domain/equality.js';
import type { OrgPlan, ResourcePlan } from '../domain/org-plan.js';
import type { CallOptions } from '../platforms/port.js';
import type { ActivityDeps } from './deps.js';
import type { Loaded } from './loaded.js';
import { planOrg } from './plan.js';
import { ownersOf } from './preflight.js';
import { survey } from './survey.js';

/**
 * Refuses a plan that was made while another rollout had the org's window open, where that one left the org in
 * another state than the plan saw: its delta on top of something else would be a version that nobody made.
 * What the plan wants and live has by now is no reason.
 */
export async function refuseStalePlan(
  deps: ActivityDeps,
  loaded: Loaded,
  plan: OrgPlan,
  options: CallOptions,
): Promise<void> {
  const orgs = [...new Set([plan.org, ...ownersOf(loaded, plan.org)])];
  const fresh = planOrg(loaded, await survey(deps, loaded, orgs, options), plan.org);
  const moved = fresh.resources.filter((resource) => !isCovered(plan, resource));
  if (moved.length === 0) return;
  throw ApplicationFailure.nonRetryable(
    `${plan.org} changed while its window was waited for (${moved.map(({ key }) => key).join(', ')}): start the rollout again, so that it is planned anew`,
    'Refused',
  );
}

/** Every change that is due now was in the plan, from the same value to the same value. */
function isCovered(plan: OrgPlan, fresh: ResourcePlan): boolean {
  const planned = plan.resources.find(({ key }) => key === fresh.key);
  if (planned === undefined) return false;
  if (fresh.action === 'added') return planned.action === 'added';
  return fresh.changes.every((change) =>
    planned.changes.some(
      ({ path, from, to }) =>
        path === change.path && sameJson(from, change.from) && sameJson(to, change.to),
    ),
  );
}
