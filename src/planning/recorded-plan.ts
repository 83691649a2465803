import pMap from 'p-map';
import type { Experiment } from '../domain/experiment.js';
import type { OrgPlan } from '../domain/org-plan.js';
import type { PlanView } from '../domain/plan-groups-view.js';
import { LedgerMissingError, type Ledger, type OrgAddress } from '../ledger/port.js';
import type { ReleaseSource } from '../release/port.js';
import { demandsAt } from './demands.js';
import { designExperiment } from './design.js';
import type { PlanningDeps } from './deps.js';
import { load } from './loaded.js';
import { namesOfRecords } from './names.js';
import type { FleetPlan } from './plan-fleet.js';
import { recordedSet } from './recorded-set.js';
import { RefusedError } from './refused.js';
import { writtenOf } from './summarise.js';
import { basesOfAll, PARALLEL_ORGS } from './survey.js';
import { viewOf } from './view.js';

/** What a recorded plan is read from. */
export interface RecordsDeps extends PlanningDeps {
  readonly releases: Pick<ReleaseSource, 'load' | 'operations'>;
  readonly ledger: Pick<Ledger, 'readManyBases' | 'readPlan' | 'readPlanSet' | 'listOrgs'>;
}

export interface RecordedPlanRequest {
  readonly rolloutKey: string;
  /** Null: whatever environment has it. */
  readonly environment: string | null;
  /** What the rollout goes by; the plan must have this digest. Null where only the key is known. */
  readonly rollout: {
    readonly id: string;
    readonly release: string;
    readonly gate: string | null;
    readonly planDigest: string | null;
  } | null;
}

/**
 * A rollout's plan as the ledger has it: what is approved and carried out.
 * @throws RefusedError where there is none, or another one than the rollout goes by
 */
export async function viewRecordedPlan(
  deps: RecordsDeps,
  request: RecordedPlanRequest,
): Promise<PlanView> {
  const { rolloutKey: key, rollout } = request;
  const plans = await readPlans(deps, request);
  const [first] = plans.values();
  if (first === undefined) throw new RefusedError(`the ledger has no plan of rollout ${key}`);
  const { commit, environment } = first;
  const loaded = await load(deps, { commit, environment });
  const bases = await basesOfAll(
    deps,
    loaded,
    loaded.orgs.map(({ org }) => org),
  );
  const selected = loaded.orgs.map(({ org }) => org).filter((org) => plans.has(org));
  const view = viewOf(
    { loaded, plans, selected },
    {
      ref: rollout?.release ?? commit.slice(0, 8),
      keyOfId: namesOfRecords(loaded, plans, bases),
      baseOf: (org, key) => bases.get(org)?.[key],
      experiment: await experimentOf(deps, { loaded, plans, selected }, key),
      rollout: { id: rollout?.id ?? key, key, gate: rollout?.gate ?? null },
      demands: await demandsAt(deps.releases, loaded, selected),
    },
  );
  const expected = rollout?.planDigest ?? null;
  if (expected === null || expected === view.planDigest) return view;
  throw new RefusedError(
    `the ledger's plan of rollout ${key} has the digest ${view.planDigest.slice(0, 12)}, but the rollout goes by ${expected.slice(0, 12)}: do not approve it`,
  );
}

/** As the ledger has it; of a plan that was recorded without one, drawn by the rollout's key, as rollouts do. */
async function experimentOf(
  { ledger }: RecordsDeps,
  fleet: Omit<FleetPlan, 'surveyed'>,
  rolloutKey: string,
): Promise<Experiment> {
  const recorded = await recordedSet(ledger, rolloutKey);
  if (recorded?.experiment !== undefined) return recorded.experiment;
  const { loaded, plans } = fleet;
  const written = writtenOf(fleet);
  return designExperiment({ loaded, plans, surveyed: null, written, seed: rolloutKey });
}

async function readPlans(
  { ledger }: RecordsDeps,
  { rolloutKey, environment }: RecordedPlanRequest,
): Promise<Map<string, OrgPlan>> {
  const addresses = (await ledger.listOrgs()).filter(
    (address) => environment === null || address.environment === environment,
  );
  const read = async (address: OrgAddress): Promise<OrgPlan[]> => {
    try {
      return [await ledger.readPlan(address, rolloutKey)];
    } catch (error) {
      if (error instanceof LedgerMissingError) return [];
      throw error;
    }
  };
  const plans = await pMap(addresses, read, { concurrency: PARALLEL_ORGS });
  return new Map(plans.flat().map((plan) => [plan.org, plan]));
}
