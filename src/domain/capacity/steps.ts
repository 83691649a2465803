import { distance, FULL, type Weights } from './weights.js';

export interface StepRule {
  /** Points of a hundred that one step may move at most. */
  readonly capPoints: number;
  /** Targets that nobody staffs: they lose all at once, whatever the cap. */
  readonly unstaffed?: ReadonlySet<string>;
}

/**
 * One step towards the goal, which sums to 100 and moves no more than the cap, unless calls went to where nobody
 * answers. Who has farthest to go moves most.
 */
export function stepTowards(from: Weights, to: Weights, rule: StepRule): Weights {
  const ids = [...new Set([...Object.keys(from), ...Object.keys(to)])].toSorted();
  const unstaffed = rule.unstaffed ?? new Set<string>();
  const losing = ids.map((id) => ({ id, points: Math.max(0, (from[id] ?? 0) - (to[id] ?? 0)) }));
  const gaining = ids.map((id) => ({ id, points: Math.max(0, (to[id] ?? 0) - (from[id] ?? 0)) }));
  const forced = losing
    .filter(({ id }) => unstaffed.has(id))
    .reduce((sum, { points }) => sum + points, 0);
  const points = Math.min(distance(from, to), Math.max(Math.floor(rule.capPoints), forced));
  const losses = allot(losing, points, (id) => unstaffed.has(id));
  const gains = allot(gaining, points, () => false);
  return Object.fromEntries(
    ids.map((id) => [id, (from[id] ?? 0) - (losses.get(id) ?? 0) + (gains.get(id) ?? 0)]),
  );
}

/** Every step from old to new, the last one included; empty where there is nothing to do. */
export function stepsBetween(from: Weights, to: Weights, rule: StepRule): Weights[] {
  if (Math.floor(rule.capPoints) < 1) throw new RangeError('a step has to move a point at least');
  const steps: Weights[] = [];
  for (let at = from; distance(at, to) > 0;) {
    at = stepTowards(at, to, rule);
    steps.push(at);
  }
  return steps;
}

/** True where weights are whole, none below 0, and sum to 100. */
export function areWhole(weights: Weights): boolean {
  return wholeSum(weights) === FULL;
}

/** What whole weights come to; null where one is not whole, or below 0. */
export function wholeSum(weights: Weights): number | null {
  const values = Object.values(weights);
  const isWhole = values.every((weight) => Number.isInteger(weight) && weight >= 0);
  return isWhole ? values.reduce((sum, weight) => sum + weight, 0) : null;
}

interface Want {
  readonly id: string;
  readonly points: number;
}

/** Shares whole points out: first to those who go first, then in proportion by largest remainder, never above a want. */
function allot(
  wants: readonly Want[],
  amount: number,
  goesFirst: (id: string) => boolean,
): Map<string, number> {
  const allotted = new Map<string, number>();
  let left = amount;
  for (const { id, points } of wants.filter((want) => goesFirst(want.id))) {
    const taken = Math.min(points, left);
    allotted.set(id, taken);
    left -= taken;
  }
  const rest = wants.filter(({ id, points }) => points > 0 && !goesFirst(id));
  const total = rest.reduce((sum, { points }) => sum + points, 0);
  if (left === 0 || total === 0) return allotted;
  const exact = rest.map(({ id, points }) => ({ id, points, share: (points * left) / total }));
  for (const { id, share } of exact) allotted.set(id, Math.floor(share));
  let missing = left - exact.reduce((sum, { share }) => sum + Math.floor(share), 0);
  for (const { id, points, share } of exact.toSorted((a, b) => (b.share % 1) - (a.share % 1))) {
    if (missing === 0) break;
    if (Math.floor(share) >= points) continue;
    allotted.set(id, Math.floor(share) + 1);
    missing -= 1;
  }
  return allotted;
}
