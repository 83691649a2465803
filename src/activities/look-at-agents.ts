import { adjust, startController, STEADY } from '../domain/capacity/controller.js';
import { widened, type Envelope } from '../domain/capacity/envelope.js';
import type { Weights } from '../domain/capacity/weights.js';
import type { ResourcePlan, StrategyEnvelope } from '../domain/org-plan.js';
import { collectReferences } from '../domain/reference.js';
import { controlEnvelope, liveWeights } from '../domain/strategy-envelope.js';
import { load } from '../planning/loaded.js';
import { unlessUnreadable } from '../planning/recent-calls.js';
import { find } from '../planning/survey.js';
import { attempt } from './attempt.js';
import type { ActivityDeps } from './deps.js';
import { isUnderLoad, UNDER_LOAD } from './load-by-agents.js';
import type { OrgWork } from './org-work.js';
import { StrategyAgents } from './strategy-agents.js';
import { idsFor } from './targets.js';
import type { Activities, FollowedStrategy, LookInput, LookResult, StrategyLook } from './types.js';

export function lookActivities(deps: ActivityDeps): Pick<Activities, 'lookAtAgents'> {
  return {
    lookAtAgents: (input) => attempt((options) => look(deps, input, options)),
  };
}

async function look(
  deps: ActivityDeps,
  input: LookInput,
  options: OrgWork['options'],
): Promise<LookResult> {
  const loaded = await load(deps, input.scope);
  const { org } = input.org;
  // What the org was deployed by: for orgs of later waves the rollout may have planned anew since.
  const { plan } = await deps.ledger.readSnapshot(loaded.address(org), input.scope.rolloutKey);
  const client = loaded.client(org);
  const work = { deps, loaded, plan, client, options };
  const agents = new StrategyAgents(work);
  const isHeld = await isUnderLoad(deps, input.scope.rolloutKey);
  const looks: StrategyLook[] = [];
  for (const resource of plan.resources) {
    const { envelope, key } = resource;
    if (envelope === undefined) continue;
    const known = input.followed.find((one) => one.key === key) ?? { key, state: null };
    if (known.stopped !== undefined) continue;
    if (isHeld) {
      looks.push({ followed: known, change: 'unknown', reason: UNDER_LOAD });
      continue;
    }
    const followed = await unlessUnreadable(() =>
      lookAtStrategy({ work, agents, resource, envelope }, known),
    );
    looks.push(
      followed ?? { followed: known, change: 'unknown', reason: `${key} cannot be read now` },
    );
  }
  const told = await unlessUnreadable(() => client.platformTime(options));
  return { looks, platformTimeMs: told?.nowMs ?? null };
}

interface Question {
  readonly work: OrgWork;
  readonly agents: StrategyAgents;
  readonly resource: ResourcePlan;
  readonly envelope: StrategyEnvelope;
}

async function lookAtStrategy(
  { work, agents, resource, envelope }: Question,
  known: FollowedStrategy,
): Promise<StrategyLook> {
  const { key, id, desired } = resource;
  const stop = (reason: string): StrategyLook => ({
    followed: { ...known, stopped: reason },
    change: 'stopped',
    reason,
  });
  const live = await find(work.client, resource, id, work.options);
  if (live === null) return stop(`${key} is gone`);
  const named = await idsFor(work, resource);
  const references = collectReferences(desired);
  const idOf = (queue: string): string | undefined =>
    references.includes(queue) ? named(queue) : queue;
  const weights = liveWeights(live.body, envelope, idOf);
  const planned = Object.fromEntries(envelope.targets.map((one) => [one.queue, one.weight]));
  const state = known.state ?? startController(planned);
  const current = [state.weights, known.tried ?? state.weights].find((one) => same(one, weights));
  if (current === undefined) return stop(`somebody changed the weights of ${key}`);
  const targets = await agents.targets(envelope.targets, idOf);
  const allowed = known.envelope ?? controlEnvelope(envelope);
  const isKnown = typeof targets !== 'string';
  const step = adjust({ ...state, weights: current }, isKnown ? targets : null, STEADY, allowed);
  const reason = isKnown ? step.reason : targets;
  const { tried: _, ...rest } = known;
  const followed = { ...rest, state: step.state, seen: current };
  if (step.change !== 'moved')
    return {
      followed,
      change: isKnown ? step.change : 'unknown',
      reason,
      ...wishOf(work, allowed, step.wish ?? null),
    };
  const byId = (of: Weights): Weights =>
    Object.fromEntries(Object.entries(of).map(([queue, weight]) => [idOf(queue) ?? queue, weight]));
  const move = { key, id: live.id, from: byId(current), to: byId(step.state.weights), reason };
  return { followed, change: 'moved', reason, move };
}

/** What people would have to approve: what is approved already, and what would help with as much room around it. */
function wishOf(
  { loaded }: OrgWork,
  allowed: Envelope,
  wish: Weights | null,
): Pick<StrategyLook, 'wish'> {
  if (wish === null) return {};
  const { envelopePoints = 0 } = loaded.release.policy.traffic?.byAgents ?? {};
  return { wish: { weights: wish, envelope: widened(allowed, wish, envelopePoints) } };
}

function same(weights: Weights, live: Weights | null): boolean {
  if (live === null) return false;
  const ids = [...Object.keys(weights), ...Object.keys(live)];
  return ids.every((id) => (weights[id] ?? 0) === (live[id] ?? 0));
}
