import pMap from 'p-map';
import type { Experiment } from '../domain/experiment.js';
import type { PlanSet } from '../ledger/port.js';
import type { CallOptions } from '../platforms/port.js';
import { designFleet } from '../planning/design-fleet.js';
import { load } from '../planning/loaded.js';
import { planFleet, type FleetPlan } from '../planning/plan-fleet.js';
import { recordedSet } from '../planning/recorded-set.js';
import { RefusedError } from '../planning/refused.js';
import { fleetDigest, summarise } from '../planning/summarise.js';
import { attempt } from './attempt.js';
import type { ActivityDeps } from './deps.js';
import type { Activities, RunScope } from './types.js';

export function planActivities(deps: ActivityDeps): Pick<Activities, 'planOrgs'> {
  return {
    planOrgs: ({ scope, mayBeBlind, ...selection }) =>
      attempt(async (options) => {
        const fleet = await planFleet(deps, await load(deps, scope), selection, options);
        const before = await recordedSet(deps.ledger, scope.rolloutKey);
        const experiment = await experimentOf(fleet, scope, before, options);
        if (experiment.refusal !== null && mayBeBlind !== true)
          throw new RefusedError(`nothing was written: ${experiment.refusal}`);
        const summary = summarise(fleet, experiment);
        await record(deps, scope, fleet);
        if (before?.planDigest !== summary.planDigest)
          await recordSet(deps, scope, fleet, experiment, before);
        return summary;
      }),
  };
}

/** An earlier attempt that planned the same has drawn already: calls read again might draw otherwise. */
function experimentOf(
  fleet: FleetPlan,
  { rolloutKey }: RunScope,
  before: PlanSet | null,
  options: CallOptions,
): Promise<Experiment> {
  const isSame = before?.planDigest === digestOf(fleet);
  if (isSame && before?.experiment !== undefined) return Promise.resolve(before.experiment);
  return designFleet(fleet, rolloutKey, options);
}

function digestOf({ plans, selected }: FleetPlan): string {
  return fleetDigest(selected.flatMap((org) => plans.get(org) ?? []));
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
  fleet: FleetPlan,
  experiment: Experiment,
  before: PlanSet | null,
): Promise<void> {
  const { loaded, plans, selected } = fleet;
  const { commit, digest: releaseDigest } = loaded.release;
  await deps.ledger.writePlanSet(rolloutKey, {
    planDigest: digestOf(fleet),
    environment,
    commit,
    releaseDigest,
    createdAt: new Date().toISOString(),
    revision: (before?.revision ?? 0) + 1,
    orgs: selected.flatMap((org) => {
      const digest = plans.get(org)?.digest;
      return digest === undefined ? [] : [{ org, digest }];
    }),
    experiment,
  });
}
