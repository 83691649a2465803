import type { Weights } from './capacity/weights.js';
import type { PathChange, ResourcePlan } from './org-plan.js';
import { weightPathOf } from './strategy-envelope.js';
import type { WeightInverse } from './weight-inverse.js';

/** One strategy's weights, moved to where the agents are while the org's window was open. Ids are the platform's. */
export interface WeightMove {
  /** Full key of the strategy. */
  readonly key: string;
  readonly id: string;
  /** By queue. */
  readonly from: Weights;
  readonly to: Weights;
  /** For people. */
  readonly reason: string;
}

/** What was decided at one look; on record before it is written. */
export interface Adjustment {
  /** Counts the decisions of one window, from 1. */
  readonly number: number;
  /** Platform time, ISO 8601. */
  readonly at: string;
  readonly moves: readonly WeightMove[];
}

/**
 * Changes of a strategy with ids in place, and with the weights that its rollout wrote later on in them: so that these are
 * no person's edit to whatever applies them or takes them back.
 */
export function withAdjusted(
  key: string,
  changes: readonly PathChange[],
  adjustments: readonly Adjustment[],
): PathChange[] {
  const moves = adjustments.flatMap((one) => one.moves).filter((move) => move.key === key);
  return moves.reduce<PathChange[]>((all, move) => withMove(all, move), [...changes]);
}

/** The same for the inverse of an org's weights: with a strategy in it that the plan itself left alone. */
export function inverseWithMove(
  inverse: readonly WeightInverse[],
  move: WeightMove,
): WeightInverse[] {
  const { key, id } = move;
  const known = inverse.find((one) => one.key === key);
  const changes = withMove(known?.changes ?? [], move);
  const others = inverse.filter((one) => one !== known);
  return [...others, { key, kind: 'strategy', id, changes }];
}

/** A plan on record with what was adjusted since. A created strategy has no changes: it goes back as a whole. */
export function adjustedResource<Resource extends Pick<ResourcePlan, 'key' | 'action' | 'changes'>>(
  resource: Resource,
  adjustments: readonly Adjustment[],
): Resource {
  if (resource.action === 'added') return resource;
  return { ...resource, changes: withAdjusted(resource.key, resource.changes, adjustments) };
}

/**
 * The weights that a strategy may have from what was decided, the newest first: a decision is on record before it is written,
 * and may never have been.
 */
export function mayBeWritten(
  adjustments: readonly Adjustment[],
): ReadonlyMap<string, readonly Weights[]> {
  const all = new Map<string, readonly Weights[]>();
  for (const { key, from, to } of adjustments.flatMap(({ moves }) => moves))
    all.set(key, [to, from, ...(all.get(key) ?? [])]);
  return all;
}

/** For people: when, which weights, from where to where, and why. */
export function adjustmentLines({ at, moves }: Adjustment): string[] {
  return moves.map(
    ({ key, from, to, reason }) =>
      `${at.slice(0, 19)}Z ${key}: ${weightsText(from, to)}: ${reason}`,
  );
}

/** `50, 50 → 34, 66`, in the order of the queues. */
export function weightsText(from: Weights, to: Weights): string {
  const queues = Object.keys({ ...from, ...to }).toSorted();
  const list = (weights: Weights): string => queues.map((id) => weights[id] ?? 0).join(', ');
  return `${list(from)} → ${list(to)}`;
}

function withMove(changes: readonly PathChange[], { from, to }: WeightMove): PathChange[] {
  return Object.entries(to).reduce<PathChange[]>(
    (all, [queueId, weight]) => {
      const path = weightPathOf(queueId);
      const at = all.findIndex((change) => change.path === path);
      const change = all[at];
      const before = from[queueId] ?? weight;
      // A weight that the plan leaves alone goes back to what it was before it was adjusted.
      if (change === undefined)
        return [...all, { path, from: before, to: before, adjusted: [weight] }];
      const adjusted = [...new Set([...(change.adjusted ?? []), weight])];
      return all.with(at, { ...change, adjusted });
    },
    [...changes],
  );
}
