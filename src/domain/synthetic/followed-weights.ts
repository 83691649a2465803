import type { Weights } from '../capacity/weights.js';
import type { StrategyEnvelope } from '../org-plan.js';
import type { StrategyUnderLoad } from './load.js';

/** Where the weights of a strategy may stand by what was approved. */
export interface Followed {
  /** Of the plan. */
  readonly envelope: StrategyEnvelope;
  /** What was decided since, by the queues' ids. */
  readonly decided: readonly Weights[];
  /** By the queues' ids. */
  readonly live: Weights;
}

/**
 * A strategy whose weights follow the agents, as it is to be judged: by the weights that Rollcall gave it. Where live has
 * others they are somebody's edit, and the release's are its measure.
 */
export function withFollowedWeights(
  strategy: StrategyUnderLoad,
  { envelope, decided, live }: Followed,
): StrategyUnderLoad {
  const planned = Object.fromEntries(
    strategy.targets.flatMap(({ id, key }) => {
      const target = envelope.targets.find(({ queue }) => queue === key || queue === id);
      return target === undefined ? [] : [[id, target.weight] as const];
    }),
  );
  const own = [planned, ...decided].map((weights) =>
    strategy.targets.map((target) => ({ ...target, weight: weights[target.id] ?? target.weight })),
  );
  const targets = own.find((all) => all.every(({ id, weight }) => live[id] === weight));
  return targets === undefined ? strategy : { ...strategy, targets };
}
