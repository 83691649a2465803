import type { Statistics } from './statistic.js';

/**
 * The interval of effects that a permutation test does not reject, by inverting it: for each relabelling the effect
 * from which on it is as extreme as the actual one. `lowerRank` and `upperRank`: how many paths, the actual one
 * counted, may be as extreme at the ends; 0: that end is open.
 */
export function invert(
  { at0, slope }: Statistics,
  lowerRank: number,
  upperRank: number,
): readonly [number, number] {
  const turning = new Float64Array(at0.length - 1);
  for (let way = 1; way < at0.length; way += 1) {
    const steepness = slope[0]! - slope[way]!;
    const ahead = at0[0]! - at0[way]!;
    turning[way - 1] = Math.abs(steepness) < 1e-12 ? Number.NaN : ahead / steepness;
  }
  // A relabelling that cannot be told from the actual one is as extreme at any effect.
  const told = turning.filter((value) => !Number.isNaN(value)).sort();
  const same = turning.length - told.length;
  const low = lowerRank - same;
  const high = upperRank - same;
  return [
    low >= 1 ? (told[low - 1] ?? -Infinity) : -Infinity,
    high >= 1 ? (told[told.length - high] ?? Infinity) : Infinity,
  ];
}
