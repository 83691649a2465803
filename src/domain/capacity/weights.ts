/** A queue, of this org or another, that a strategy can send calls to. */
export interface WeightTarget {
  readonly id: string;
  /** On queue, with every skill that the strategy's callers need. */
  readonly qualifiedAgents: number;
  /** Wrap-up included. */
  readonly handleSeconds: number;
  /** Share of them who will be away. */
  readonly shrinkageRatio: number;
  /** Share of their time that calls may take. */
  readonly maxOccupancyRatio: number;
  /** Part of their time that other calls than the strategy's take already, in Erlangs. */
  readonly takenErlangs?: number;
}

/** Whole percent by target; they sum to 100. */
export type Weights = Readonly<Record<string, number>>;

export const FULL = 100;

/** Calls an hour that a target can take. */
export function callsPerHourOf(target: WeightTarget): number {
  const { qualifiedAgents, shrinkageRatio, maxOccupancyRatio, handleSeconds } = target;
  const erlangs = qualifiedAgents * (1 - shrinkageRatio) * maxOccupancyRatio;
  const free = Math.max(0, erlangs - (target.takenErlangs ?? 0));
  return qualifiedAgents > 0 && handleSeconds > 0 ? (free * 3600) / handleSeconds : 0;
}

/** What each target can take of what all can, in percent and not rounded; null where none can take any. */
export function capacityShares(targets: readonly WeightTarget[]): Weights | null {
  const total = targets.reduce((sum, one) => sum + callsPerHourOf(one), 0);
  if (!(total > 0)) return null;
  return Object.fromEntries(targets.map((one) => [one.id, (callsPerHourOf(one) / total) * FULL]));
}

/** Weights in proportion to what each target can take; null where none can take any. */
export function capacityWeights(targets: readonly WeightTarget[]): Weights | null {
  const capacity = Object.fromEntries(targets.map((one) => [one.id, callsPerHourOf(one)]));
  return percentOf(capacity);
}

/** Shares as whole percent, by largest remainder: each within one of its exact share, zero stays zero. */
export function percentOf(amounts: Readonly<Record<string, number>>): Weights | null {
  const entries = Object.entries(amounts).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const total = entries.reduce((sum, [, amount]) => sum + amount, 0);
  if (!(total > 0)) return null;
  const exact = entries.map(([id, amount]) => ({ id, share: (amount / total) * FULL }));
  const floors = exact.map(({ id, share }) => ({ id, whole: Math.floor(share), share }));
  let left = FULL - floors.reduce((sum, { whole }) => sum + whole, 0);
  const byRemainder = floors.toSorted((a, b) => b.share - b.whole - (a.share - a.whole));
  const weights: Record<string, number> = {};
  for (const { id, whole, share } of byRemainder) {
    // Float noise must not give a call to whom nobody staffs.
    const extra = left > 0 && share > 0 ? 1 : 0;
    left -= extra;
    weights[id] = whole + extra;
  }
  return weights;
}

/** Points that have to move to get from one to the other. */
export function distance(from: Weights, to: Weights): number {
  const ids = new Set([...Object.keys(from), ...Object.keys(to)]);
  let sum = 0;
  for (const id of ids) sum += Math.abs((to[id] ?? 0) - (from[id] ?? 0));
  return sum / 2;
}
