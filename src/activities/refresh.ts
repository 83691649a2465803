import pMap from 'p-map';
import type { OrgPlan } from '../domain/org-plan.js';
import { load, type Loaded } from '../planning/loaded.js';
import { movedPlans } from '../planning/moved-plans.js';
import { isIn } from '../planning/approved-plan.js';
import { concernsOf, fleetDigest } from '../planning/summarise.js';
import type { CallOptions } from '../platforms/port.js';
import { attempt } from './attempt.js';
import type { ActivityDeps } from './deps.js';
import type { Activities, RefreshedPlan, RefreshInput } from './types.js';

const PARALLEL = 4;

export function refreshActivities(deps: ActivityDeps): Pick<Activities, 'refreshPlan'> {
  return { refreshPlan: (input) => attempt((options) => refreshPlan(deps, input, options)) };
}

async function refreshPlan(
  deps: ActivityDeps,
  input: RefreshInput,
  options: CallOptions,
): Promise<RefreshedPlan> {
  const { scope, orgs, planDigest } = input;
  const loaded = await load(deps, scope);
  const known = await deps.ledger.readPlanSet(scope.rolloutKey);
  const recorded = await recordedPlans(deps, loaded, input);
  const fresh = await movedPlans(deps, loaded, recorded, options);
  // What an attempt that was cut off had planned anew is on record, and nobody has seen it yet.
  const unseen = [...recorded.values()].filter((plan) => !isIn(known, plan)).map(({ org }) => org);
  if (fresh.length + unseen.length === 0 && known.planDigest === planDigest)
    return { planDigest, moved: [], sensitive: [], conflicts: 0, unbased: 0 };
  const plans = new Map([...recorded, ...fresh.map((plan) => [plan.org, plan] as const)]);
  for (const plan of fresh)
    await deps.ledger.writePlan(loaded.address(plan.org), scope.rolloutKey, plan);
  // Where even the set was replaced, nobody knows which orgs had moved: then it is all of them.
  const isKnown = known.planDigest === planDigest;
  const moved = isKnown ? [...new Set([...unseen, ...fresh.map(({ org }) => org)])] : [...orgs];
  const digests = known.orgs.map(({ org, digest }) => ({
    org,
    digest: plans.get(org)?.digest ?? digest,
  }));
  const next = fleetDigest(digests);
  if (next !== known.planDigest)
    await deps.ledger.writePlanSet(scope.rolloutKey, {
      ...known,
      planDigest: next,
      orgs: digests,
      revision: known.revision + 1,
      createdAt: new Date().toISOString(),
    });
  return {
    planDigest: next,
    moved,
    ...concernsOf(
      moved.flatMap((org) => plans.get(org) ?? []),
      loaded.release.policy,
    ),
  };
}

async function recordedPlans(
  deps: ActivityDeps,
  loaded: Loaded,
  { scope, orgs }: RefreshInput,
): Promise<Map<string, OrgPlan>> {
  const read = async (org: string): Promise<readonly [string, OrgPlan]> => [
    org,
    await deps.ledger.readPlan(loaded.address(org), scope.rolloutKey),
  ];
  return new Map(await pMap(orgs, read, { concurrency: PARALLEL }));
}
