import { inverseWithMove, type Adjustment } from '../domain/adjustment.js';
import { isWritten, toRemove, weightInverse, type WeightInverse } from '../domain/plan.js';
import type { OrgPlan, ResourcePlan } from '../domain/org-plan.js';
import { stepsOfOrg } from '../domain/gradual.js';
import type { Policy } from '../domain/release-model.js';
import { parseKey } from '../domain/resource-key.js';
import type { ResourceOutcome } from '../domain/resource-outcome.js';
import type { LiveResource } from '../domain/resource.js';
import type { CallOptions, OrgClient } from '../platforms/port.js';
import { refuseUnapproved } from '../planning/approved-plan.js';
import { load, type Loaded } from '../planning/loaded.js';
import { changedKinds } from '../planning/permissions.js';
import { refuseStalePlan } from '../planning/stale-plan.js';
import { attempt, type Reporter } from './attempt.js';
import { deployResource, type Deployed } from './deploy-resource.js';
import type { ActivityDeps } from './deps.js';
import { toFailure, withDetail } from './failure.js';
import { adjustmentsOf, type OrgWork } from './org-work.js';
import type { Activities, LayerInput, LayerResult, OrgInput, SnapshotResult } from './types.js';

type Deploying = Pick<Activities, 'acquireToken' | 'takeSnapshot' | 'deployLayer'>;

export function deployActivities(deps: ActivityDeps): Deploying {
  return {
    acquireToken: (input) =>
      attempt(async (options) => {
        const loaded = await load(deps, input.scope);
        const plan = await recordedPlan(deps, loaded, input);
        const client = loaded.client(input.org.org);
        return client.acquireToken(client.scopesFor(changedKinds(plan)), options);
      }, 'deploy'),

    takeSnapshot: (input) =>
      attempt(async (options) => {
        const loaded = await load(deps, input.scope);
        const plan = await recordedPlan(deps, loaded, input);
        await refuseStalePlan(deps, loaded, plan, options);
        const client = loaded.client(input.org.org);
        const resources = await existing(client, plan, options);
        const { nowMs } = await client.platformTime(options);
        const snapshot = await deps.ledger.writeSnapshot(loaded.address(input.org.org), {
          rolloutKey: input.scope.rolloutKey,
          takenAt: new Date(nowMs).toISOString(),
          plan,
          resources,
        });
        const { rolloutKey } = input.scope;
        const adjustments = await adjustmentsOf(deps, loaded, input.org.org, rolloutKey);
        return {
          ...snapshotResult(snapshot, plan, client, adjustments),
          ...shiftOf(plan, loaded.release.policy),
          ...balanceOf(plan, loaded.release.policy, adjustments),
        };
      }, 'deploy'),

    deployLayer: (input) =>
      attempt((options, report) => deployLayer(deps, input, options, report), 'deploy'),
  };
}

/** What a snapshot's plan means to the org's transaction. */
export function snapshotResult(
  snapshot: string,
  plan: OrgPlan,
  client: Pick<OrgClient, 'declares'>,
  adjustments: readonly Adjustment[],
): SnapshotResult {
  const moves = adjustments.flatMap((one) => one.moves);
  return {
    snapshot,
    planDigest: plan.digest,
    layers: plan.layers,
    weightInverse: moves.reduce(inverseWithMove, knownWeightInverse(plan)),
    resources: plan.resources.filter(isWritten).map((resource) => untouched(resource, client)),
    removals: toRemove(plan).length,
  };
}

function shiftOf(
  plan: OrgPlan,
  { traffic }: Pick<Policy, 'traffic'>,
): Pick<SnapshotResult, 'shift'> {
  const steps = stepsOfOrg(plan);
  if (steps === 0 || traffic === undefined) return {};
  return { shift: { steps, stepMinutes: traffic.stepMinutes } };
}

function balanceOf(
  plan: OrgPlan,
  { traffic }: Pick<Policy, 'traffic'>,
  adjustments: readonly Adjustment[],
): Pick<SnapshotResult, 'balance'> {
  const strategies = plan.resources.filter(({ envelope }) => envelope !== undefined).length;
  if (strategies === 0 || traffic?.byAgents === undefined) return {};
  const decided = adjustments.at(-1)?.number ?? 0;
  return { balance: { lookMinutes: traffic.byAgents.lookMinutes, decided } };
}

async function deployLayer(
  deps: ActivityDeps,
  input: LayerInput,
  options: CallOptions,
  report: Reporter,
): Promise<LayerResult> {
  const loaded = await load(deps, input.scope);
  const plan = await recordedPlan(deps, loaded, input);
  const client = loaded.client(input.org.org);
  const { rolloutKey } = input.scope;
  const adjustments = await adjustmentsOf(deps, loaded, input.org.org, rolloutKey);
  const work = { deps, loaded, plan, client, options, adjustments };
  const resources: ResourceOutcome[] = [];
  let writes = 0;
  let kept = 0;
  for (const resource of plan.resources.filter((r) => r.layer === input.layer && isWritten(r))) {
    report({ layer: input.layer, resource: resource.key, done: resources.map(({ key }) => key) });
    const result = await deployOrTell(work, resource, resources);
    resources.push(deployed(resource, client, result));
    writes += result.onTarget ? 1 : 0;
    kept += result.kept;
  }
  const { nowMs } = await client.platformTime(options);
  return { writes, kept, resources, platformTimeMs: nowMs };
}

/** A failure carries what the layer has done so far: the tracker must not guess. */
async function deployOrTell(
  work: OrgWork,
  resource: ResourcePlan,
  done: readonly ResourceOutcome[],
): Promise<Deployed> {
  try {
    return await deployResource(work, resource);
  } catch (error) {
    const failure = toFailure(error);
    const { kind, key, layer } = resource;
    const failed = { kind, key, layer, state: 'failed', reason: failure.message } as const;
    throw withDetail(failure, { resources: [...done, failed] });
  }
}

/** What is known of a resource once it is written. */
export function deployed(
  resource: ResourcePlan,
  client: Pick<OrgClient, 'declares'>,
  { live, kept }: Deployed,
): ResourceOutcome {
  return {
    ...untouched(resource, client),
    state: 'completed',
    id: live.id,
    ...(resource.action === 'added' ? { created: true as const } : {}),
    ...(live.version === null ? {} : { version: live.version }),
    ...(kept === 0 ? {} : { kept, reason: `${kept} path(s) stay as people changed them` }),
  };
}

function untouched(
  { key, kind, layer, id }: ResourcePlan,
  client: Pick<OrgClient, 'declares'>,
): ResourceOutcome {
  const known = id === null ? {} : { id };
  return {
    key,
    kind,
    layer,
    state: 'untouched',
    guarantee: client.declares(kind)?.concurrency ?? 'none',
    ...known,
  };
}

/** The plan as recorded before the first write; apply executes only it. */
export async function recordedPlan(
  deps: ActivityDeps,
  loaded: Loaded,
  { scope, org, orgPlanDigest }: OrgInput,
): Promise<OrgPlan> {
  const plan = await deps.ledger.readPlan(loaded.address(org.org), scope.rolloutKey);
  const approved = plan.digest === orgPlanDigest ? undefined : scope.planDigest;
  refuseUnapproved(await deps.ledger.readPlanSet(scope.rolloutKey), plan, approved);
  return plan;
}

/** What the org has of all that the plan writes or removes. */
async function existing(
  client: OrgClient,
  plan: OrgPlan,
  options: CallOptions,
): Promise<LiveResource[]> {
  const found: LiveResource[] = [];
  const removed = toRemove(plan).map(({ key, id }) => ({ kind: parseKey(key)?.kind, id }));
  for (const { kind, id } of [...plan.resources, ...removed]) {
    const live = id === null || kind === undefined ? null : await client.read(kind, id, options);
    if (live !== null) found.push(live);
  }
  return found;
}

/** Without targets that are yet to be created: those go back with their layer, which knows the ids. */
function knownWeightInverse(plan: OrgPlan): WeightInverse[] {
  return weightInverse(plan)
    .map((inverse) => ({
      ...inverse,
      changes: inverse.changes.filter(({ path }) => !path.includes('[ref:')),
    }))
    .filter(({ changes }) => changes.length > 0);
}
