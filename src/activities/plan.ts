import pMap from 'p-map';
import { load } from '../planning/loaded.js';
import { planFleet, type FleetPlan } from '../planning/plan-fleet.js';
import { summarise } from '../planning/summarise.js';
import { attempt } from './attempt.js';
import type { ActivityDeps } from './deps.js';
import type { Activities, RunScope } from './types.js';

export function planActivities(deps: ActivityDeps): Pick<Activities, 'planOrgs'> {
  return {
    planOrgs: ({ scope, ...selection }) =>
      attempt(async (options) => {
        const fleet = await planFleet(deps, await load(deps, scope), selection, options);
        await record(deps, scope, fleet);
        return summarise(fleet, scope.rolloutKey);
      }),
  };
}

async function record(
  deps: ActivityDeps,
  { rolloutKey }: RunScope,
  { loaded, plans, selected }: FleetPlan,
): Promise<void> {
  await pMap(
    selected,
    async (org) => {
      const plan = plans.get(org);
      if (plan !== undefined) await deps.ledger.writePlan(loaded.address(org), rolloutKey, plan);
    },
    { concurrency: 4 },
  );
}
