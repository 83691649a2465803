import pMap from 'p-map';
import { LedgerMissingError, type PlanSet } from '../ledger/port.js';
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
        const summary = summarise(fleet, scope.rolloutKey);
        await record(deps, scope, fleet);
        await recordSet(deps, scope, fleet, summary.planDigest);
        return summary;
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

/** An earlier attempt may have recorded what it planned before the world moved. */
async function recordSet(
  deps: ActivityDeps,
  { rolloutKey, environment }: RunScope,
  { loaded, plans, selected }: FleetPlan,
  planDigest: string,
): Promise<void> {
  const before = await recordedSet(deps, rolloutKey);
  if (before?.planDigest === planDigest) return;
  const { commit, digest: releaseDigest } = loaded.release;
  await deps.ledger.writePlanSet(rolloutKey, {
    planDigest,
    environment,
    commit,
    releaseDigest,
    createdAt: new Date().toISOString(),
    revision: (before?.revision ?? 0) + 1,
    orgs: selected.flatMap((org) => {
      const digest = plans.get(org)?.digest;
      return digest === undefined ? [] : [{ org, digest }];
    }),
  });
}

async function recordedSet(deps: ActivityDeps, rolloutKey: string): Promise<PlanSet | null> {
  try {
    return await deps.ledger.readPlanSet(rolloutKey);
  } catch (error) {
    if (error instanceof LedgerMissingError) return null;
    throw error;
  }
}
