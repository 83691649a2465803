import { chiSquareCritical } from './chi-square.js';
import type { StagingGateRule } from './rule.js';

/** Of errors of the smallest size that has to be found, so many are. */
const Z_OF_POWER = 1.645;
const MOST_CALLS = 1_000_000;

/** Calls by which a wrong weight is found, and by which no cell is expected to have fewer than it must. */
export function callsForWeights(
  shares: readonly number[],
  rule: Pick<StagingGateRule, 'callsPerCell' | 'weightErrorPoints'>,
  significance: number,
): number {
  const cells = shares.filter((share) => share > 0).toSorted((a, b) => b - a);
  const [largest = 1, second] = cells;
  if (second === undefined) return rule.callsPerCell;
  const forCells = Math.ceil(rule.callsPerCell / (cells.at(-1) ?? 1));
  // An error between the two largest shows least.
  const error = rule.weightErrorPoints / 100;
  const perCall = error ** 2 / largest + error ** 2 / second;
  return Math.max(forCells, Math.ceil(shiftOf(cells.length - 1, significance) / perCall));
}

/** Calls of which none may be late by chance: should all be, that is no chance. */
export function callsForCell(
  rule: Pick<StagingGateRule, 'callsPerCell' | 'lateRatio'>,
  significance: number,
): number {
  let calls = rule.callsPerCell;
  while (rule.lateRatio ** calls >= significance && calls < MOST_CALLS) calls += 1;
  return calls;
}

/** By how much χ² has to be shifted to be found nineteen times of twenty; its spread as of a normal variable. */
function shiftOf(freedom: number, significance: number): number {
  const critical = chiSquareCritical(significance, freedom);
  let low = 0;
  let high = 4 * critical;
  const isFound = (shift: number): boolean =>
    freedom + shift - Z_OF_POWER * Math.sqrt(2 * (freedom + 2 * shift)) >= critical;
  while (!isFound(high)) high *= 2;
  for (let step = 0; step < 50; step += 1) {
    const middle = (low + high) / 2;
    if (isFound(middle)) high = middle;
    else low = middle;
  }
  return high;
}
