import type { WeightMove } from '../domain/adjustment.js';
import { applyChanges } from '../domain/apply.js';
import { weightPathOf } from '../domain/strategy-envelope.js';
import { collectReferences } from '../domain/reference.js';
import { load, type Loaded } from '../planning/loaded.js';
import type { CallOptions } from '../platforms/port.js';
import { attempt } from './attempt.js';
import { writeMerged } from './conditional-write.js';
import type { ActivityDeps } from './deps.js';
import { isUnderLoad, UNDER_LOAD } from './load-by-agents.js';
import type { OrgWork } from './org-work.js';
import { StrategyAgents } from './strategy-agents.js';
import { idsFor } from './targets.js';
import type { Activities, AdjustInput, AdjustResult, MoveResult } from './types.js';

export function adjustActivities(deps: ActivityDeps): Pick<Activities, 'adjustWeights'> {
  return {
    adjustWeights: (input) =>
      attempt(async (options) => {
        const loaded = await load(deps, input.scope);
        const address = loaded.address(input.org.org);
        if (await isUnderLoad(deps, input.scope.rolloutKey)) return held(loaded, input, options);
        // On record before it is done: who takes back without this window must know its own writes.
        await deps.ledger.writeAdjustment(address, input.scope.rolloutKey, input.adjustment);
        return adjustWeights(deps, loaded, input, options);
      }, 'deploy'),
  };
}

async function held(
  loaded: Loaded,
  { org, adjustment }: AdjustInput,
  options: CallOptions,
): Promise<AdjustResult> {
  const { nowMs } = await loaded.client(org.org).platformTime(options);
  const results = adjustment.moves.map(({ key }): MoveResult => ({
    key,
    state: 'waits',
    reason: UNDER_LOAD,
  }));
  return { results, platformTimeMs: nowMs };
}

async function adjustWeights(
  deps: ActivityDeps,
  loaded: Loaded,
  input: AdjustInput,
  options: CallOptions,
): Promise<AdjustResult> {
  const address = loaded.address(input.org.org);
  const { plan } = await deps.ledger.readSnapshot(address, input.scope.rolloutKey);
  const client = loaded.client(input.org.org);
  const work = { deps, loaded, plan, client, options };
  const results: MoveResult[] = [];
  for (const move of input.adjustment.moves) results.push(await take(work, move));
  const { nowMs } = await client.platformTime(options);
  return { results, platformTimeMs: nowMs };
}

/** All of a strategy's weights at once, or none: the others alone would not sum to 100. */
async function take(work: OrgWork, move: WeightMove): Promise<MoveResult> {
  const { key, id, from, to } = move;
  const objection = await objectionToStaffing(work, move);
  if (objection !== null) return { key, state: 'waits', reason: objection };
  const changes = Object.entries(to).map(([queueId, weight]) => ({
    path: weightPathOf(queueId),
    from: from[queueId] ?? 0,
    to: weight,
  }));
  let isBlocked = false;
  const { live } = await writeMerged(
    work.client,
    { kind: 'strategy', id },
    (body) => {
      const { body: moved, applied, skipped } = applyChanges(body, changes);
      isBlocked = skipped.length > 0;
      return isBlocked
        ? { body, applied: 0, kept: skipped.length }
        : { body: moved, applied: applied.length, kept: 0 };
    },
    work.options,
  );
  if (live === null) return { key, state: 'blocked', reason: `${key} is gone` };
  if (isBlocked) return { key, state: 'blocked', reason: `somebody changed the weights of ${key}` };
  return { key, state: 'moved' };
}

/** Agents may have left since the decision: nobody is sent to where nobody is known to answer. */
async function objectionToStaffing(
  work: OrgWork,
  { key, from, to }: WeightMove,
): Promise<string | null> {
  const resource = work.plan.resources.find((one) => one.key === key);
  if (resource === undefined) return `${key} is not in the plan`;
  const idOf = await idsFor(work, resource);
  const agents = new StrategyAgents(work);
  for (const [queueId, weight] of Object.entries(to)) {
    if (weight <= (from[queueId] ?? 0)) continue;
    const queue = collectReferences(resource.desired).find((one) => idOf(one) === queueId);
    const owner = agents.ownerOf(queue ?? queueId);
    const there = await agents.queue(owner, queueId);
    if (there !== null && there.agents > 0) continue;
    return `${key} would send callers to ${queue ?? queueId} of ${owner}, where no agent with the skill is known to be on queue`;
  }
  return null;
}
