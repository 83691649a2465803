import { areWhole } from './capacity/steps.js';
import type { Envelope } from './capacity/envelope.js';
import { FULL, type Weights } from './capacity/weights.js';
import { sharesOf, targetsOf, type StrategyTarget } from './capacity/routing.js';
import { sameConfiguration } from './equality.js';
import type { Json, JsonObject } from './json.js';
import type { HeldPath, PathChange, PlanPath, ResourceBase, StrategyEnvelope } from './org-plan.js';
import { getAt } from './path.js';
import { elementSegment, memberSegment } from './path-segment.js';

/** By policy: weights follow the agents. */
export interface ByAgents {
  readonly envelopePoints: number;
  readonly stepCapPoints: number;
  /** Part of a queue's agents that the strategy's callers can count on; the queue by its key or id. */
  readonly agentsShareOf: (target: { readonly queue: string; readonly weight: number }) => number;
}

export interface EnvelopeInput {
  /** As rendered: with symbolic references. */
  readonly template: JsonObject;
  /** The same with ids where they are known: what the changes' paths are made of. */
  readonly desired: JsonObject;
  readonly live: JsonObject | null;
  /** Of the same resource; null on first contact. */
  readonly base: ResourceBase | null;
  readonly changes: readonly PathChange[];
  readonly held: readonly HeldPath[];
  readonly byAgents: ByAgents;
}

export interface FollowingAgents {
  /** Without those that would only undo what agents asked for earlier. */
  readonly changes: readonly PathChange[];
  /** Null where the weights have to stay as the plan leaves them. */
  readonly envelope: StrategyEnvelope | null;
}

/**
 * How far a strategy's weights may follow the agents: around the template's. Weights that followed them in an earlier
 * rollout, of a template that asked for the same, stay as they are as long as nobody else changed them.
 */
export function followAgents(input: EnvelopeInput): FollowingAgents {
  const { template, changes, held, byAgents } = input;
  const nothing = { changes, envelope: null };
  const sharing = sharingTargets(template);
  // A weight that a person set stays: no other may be moved around it.
  if (sharing === null || held.some(({ path }) => path.startsWith('/targets'))) return nothing;
  const { envelopePoints: points, stepCapPoints, agentsShareOf } = byAgents;
  const bounded = sharing.map(({ id, weight }) => ({
    queue: id,
    weight,
    min: Math.max(0, weight - points),
    max: Math.min(FULL, weight + points),
    agentsShare: agentsShareOf({ queue: id, weight }),
  }));
  const kept = keptWeights(input, sharing);
  if (kept === null) return { changes, envelope: { stepCapPoints, targets: bounded } };
  const isInside = bounded.every(({ min, max }, at) => {
    const weight = kept.weights[at] ?? -1;
    return weight >= min && weight <= max;
  });
  if (!isInside) return { changes, envelope: { stepCapPoints, targets: bounded } };
  const targets = bounded.map((target, at) => ({ ...target, weight: kept.weights[at] ?? 0 }));
  return {
    changes: changes.filter(({ path }) => !kept.paths.has(path)),
    envelope: { stepCapPoints, targets },
  };
}

/** Path of the weight of a strategy's target: a queue by its id, or its key while that is not known. */
export function weightPathOf(queue: string | { readonly ref: string }): PlanPath {
  return `/targets/${elementSegment(queue)}/${memberSegment('weight')}`;
}

/**
 * The weights that a live strategy has, by the queues of an envelope; null where callers go by anything else: another
 * target, or another priority among them.
 */
export function liveWeights(
  live: JsonObject,
  { targets }: StrategyEnvelope,
  idOf: (queue: string) => string | undefined,
): Weights | null {
  const sharing = sharingTargets(live) ?? alone(live);
  const queueOf = new Map(targets.map(({ queue }) => [idOf(queue), queue]));
  if (sharing.some(({ id, weight }) => weight > 0 && !queueOf.has(id))) return null;
  const there = new Set(targetsOf(live).map(({ id }) => id));
  if (targets.some(({ queue }) => !there.has(idOf(queue) ?? ''))) return null;
  const weights = Object.fromEntries(
    sharing.flatMap(({ id, weight }) => {
      const queue = queueOf.get(id);
      return queue === undefined ? [] : [[queue, weight] as const];
    }),
  );
  return areWhole(weights) ? weights : null;
}

/** One target may have all of the callers for a while. */
function alone(live: JsonObject): StrategyTarget[] {
  const weighted = targetsOf(live).filter(({ weight }) => weight > 0);
  return weighted.length === 1 ? weighted : [];
}

/** The same as the controller takes it. */
export function controlEnvelope({ stepCapPoints, targets }: StrategyEnvelope): Envelope {
  return {
    stepCapPoints,
    bounds: Object.fromEntries(targets.map(({ queue, min, max }) => [queue, { min, max }])),
  };
}

/**
 * The targets that share the callers, where agents can decide among them: at least two of one priority, with all of the
 * weight, in whole points that sum to 100. Null where there are none.
 */
export function sharingTargets(strategy: JsonObject): StrategyTarget[] | null {
  const targets = targetsOf(strategy);
  const entries = Array.isArray(strategy['targets']) ? strategy['targets'].length : 0;
  const shares = sharesOf(targets);
  const first = targets.find(({ id, weight }) => weight > 0 && (shares[id] ?? 0) > 0)?.priority;
  const sharing = targets.filter(({ priority }) => priority === first);
  const weights = Object.fromEntries(sharing.map(({ id, weight }) => [id, weight]));
  const isClear =
    targets.length === entries && new Set(targets.map(({ id }) => id)).size === entries;
  return isClear && sharing.length > 1 && areWhole(weights) && areAlone(targets, sharing)
    ? sharing
    : null;
}

function areAlone(all: readonly StrategyTarget[], sharing: readonly StrategyTarget[]): boolean {
  return all.every((target) => sharing.includes(target) || target.weight === 0);
}

interface KeptWeights {
  readonly paths: ReadonlySet<PlanPath>;
  /** In the order of the template's targets. */
  readonly weights: readonly number[];
}

/** Null where any change of the targets is more than undoing what agents asked for earlier. */
function keptWeights(
  { template, desired, live, base, changes }: EnvelopeInput,
  sharing: readonly StrategyTarget[],
): KeptWeights | null {
  const ofTargets = changes.filter(({ path }) => path.startsWith('/targets'));
  if (live === null || base?.adjusted === undefined || ofTargets.length === 0) return null;
  const wasAdjusted = ({ path, from, to }: PathChange): boolean =>
    from !== undefined &&
    sameConfiguration(from, base.values[path]) &&
    sameConfiguration(to, base.adjusted?.[path]);
  if (!ofTargets.every(wasAdjusted)) return null;
  const ids = targetsOf(desired).map(({ id }) => id);
  const order = targetsOf(template).map(({ id }) => id);
  const weights = sharing.map(({ id }) => {
    const weight: Json | undefined = getAt(live, weightPathOf(ids[order.indexOf(id)] ?? ''));
    return typeof weight === 'number' ? weight : -1;
  });
  const isWhole = areWhole(Object.fromEntries(weights.map((weight, at) => [at, weight])));
  return isWhole ? { paths: new Set(ofTargets.map(({ path }) => path)), weights } : null;
}
