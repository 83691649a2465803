import { ApplicationFailure } from '@temporalio/activity';
import { applyChanges } from '../domain/apply.js';
import { sameConfiguration } from '../domain/equality.js';
import { resolveReferences } from '../domain/reference.js';
import { weightInverse, type WeightInverse } from '../domain/plan.js';
import type { OrgPlan, ResourcePlan } from '../domain/org-plan.js';
import type { JsonObject } from '../domain/json.js';
import type { LiveResource } from '../domain/resource.js';
import { WireError, type CallOptions, type OrgClient } from '../platforms/port.js';
import { attempt } from './attempt.js';
import { writeMerged } from './conditional-write.js';
import type { ActivityDeps } from './deps.js';
import { load, type Loaded } from '../planning/loaded.js';
import { changedKinds } from '../planning/permissions.js';
import { find } from '../planning/survey.js';
import type { OrgWork } from './org-work.js';
import { refuseUnapproved } from '../planning/approved-plan.js';
import { refuseStalePlan } from '../planning/stale-plan.js';
import { changesWithIds, idsFor } from './targets.js';
import type { Activities, LayerInput, LayerResult, OrgInput } from './types.js';

type Deploying = Pick<Activities, 'acquireToken' | 'takeSnapshot' | 'deployLayer'>;

export function deployActivities(deps: ActivityDeps): Deploying {
  return {
    acquireToken: ({ scope, org }) =>
      attempt(async (options) => {
        const loaded = await load(deps, scope);
        const plan = await recordedPlan(deps, loaded, { scope, org });
        const client = loaded.client(org.org);
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
        return { snapshot, layers: plan.layers, weightInverse: knownWeightInverse(plan) };
      }, 'deploy'),

    deployLayer: (input) => attempt((options) => deployLayer(deps, input, options), 'deploy'),
  };
}

async function deployLayer(
  deps: ActivityDeps,
  input: LayerInput,
  options: CallOptions,
): Promise<LayerResult> {
  const loaded = await load(deps, input.scope);
  const plan = await recordedPlan(deps, loaded, input);
  const client = loaded.client(input.org.org);
  const work = { deps, loaded, plan, client, options };
  let writes = 0;
  let kept = 0;
  for (const resource of plan.resources.filter(({ layer }) => layer === input.layer)) {
    const result = await deployResource(work, resource);
    writes += result.onTarget ? 1 : 0;
    kept += result.kept;
  }
  const { nowMs } = await client.platformTime(options);
  return { writes, kept, platformTimeMs: nowMs };
}

/** The plan as recorded before the first write; apply executes only it. */
export async function recordedPlan(
  deps: ActivityDeps,
  loaded: Loaded,
  { scope, org }: OrgInput,
): Promise<OrgPlan> {
  const plan = await deps.ledger.readPlan(loaded.address(org.org), scope.rolloutKey);
  refuseUnapproved(await deps.ledger.readPlanSet(scope.rolloutKey), plan, scope.planDigest);
  return plan;
}

async function existing(
  client: OrgClient,
  plan: OrgPlan,
  options: CallOptions,
): Promise<LiveResource[]> {
  const found: LiveResource[] = [];
  for (const { kind, id } of plan.resources) {
    const live = id === null ? null : await client.read(kind, id, options);
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

interface Deployed {
  /** The plan wanted a change and live has it now, written by this attempt or an earlier one. */
  readonly onTarget: boolean;
  readonly kept: number;
}

async function deployResource(work: OrgWork, resource: ResourcePlan): Promise<Deployed> {
  const { kind, id } = resource;
  if (resource.action === 'added' || id === null)
    return create(work, resource, await resolvedBody(work, resource));
  if (resource.changes.length === 0) return { onTarget: false, kept: 0 };
  const idOf = await idsFor(work, resource);
  const changes = changesWithIds(resource, idOf);
  const result = await writeMerged(
    work.client,
    { kind, id },
    (live) => {
      const { body, applied, skipped } = applyChanges(live, changes);
      return { body, applied: applied.length, kept: skipped.length };
    },
    work.options,
  );
  if (result.live === null)
    throw ApplicationFailure.nonRetryable(
      `${resource.key} (${kind} ${id}) was deleted since the plan; plan again`,
      'ResourceGone',
    );
  return { onTarget: result.kept < changes.length, kept: result.kept };
}

/** The target with every id in place. */
export async function resolvedBody(work: OrgWork, resource: ResourcePlan): Promise<JsonObject> {
  const idOf = await idsFor(work, resource);
  const { body, unresolved } = resolveReferences(resource.desired, idOf);
  if (unresolved.length === 0) return body;
  throw ApplicationFailure.nonRetryable(
    `${resource.key} refers to ${unresolved.join(', ')}, which does not exist yet`,
    'Refused',
  );
}

/** After a lost answer the create may have landed: it is looked up by its unique name, never repeated blindly. */
async function create(
  { client, options }: OrgWork,
  resource: ResourcePlan,
  body: JsonObject,
): Promise<Deployed> {
  const there = await find(client, resource, null, options);
  if (there === null) {
    try {
      await client.create(resource.kind, body, options);
      return { onTarget: true, kept: 0 };
    } catch (error) {
      if (!(error instanceof WireError) || error.facts.kind !== 'conflict') throw error;
    }
  }
  const live = there ?? (await find(client, resource, null, options));
  if (live !== null && sameConfiguration(live.body, body)) return { onTarget: true, kept: 0 };
  throw ApplicationFailure.nonRetryable(
    `${resource.key}: somebody created a ${resource.kind} named "${resource.name}" since the plan; plan again`,
    'conflict',
  );
}
