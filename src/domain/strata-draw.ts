import { choose, FEWEST_DRAWS } from './canary/strata.js';
import { shuffle, type SeededRandom } from './random.js';

/** How many of each stratum there are to draw from. */
export interface StratumSize {
  readonly name: string;
  readonly size: number;
}

/** `region/carrier/volume` without its last `levels` parts. */
export function coarsened(stratum: string, levels: number): string {
  const parts = stratum === '' ? [] : stratum.split('/');
  return parts.slice(0, Math.max(0, parts.length - levels)).join('/');
}

/**
 * Splits `size` over strata in proportion to their sizes: largest remainder, ties by lot. No stratum is used up as
 * long as others can give instead, since whoever is drawn needs somebody beside it to be compared with.
 */
export function shareOut(sizes: readonly number[], size: number, lot: SeededRandom): number[] {
  const total = sizes.reduce((sum, count) => sum + count, 0);
  const room = sizes.reduce((sum, count) => sum + Math.max(0, count - 1), 0);
  const most = (at: number): number => (sizes[at] ?? 0) - (size <= room ? 1 : 0);
  const shares = sizes.map((count) => (total === 0 ? 0 : Math.floor((size * count) / total)));
  let missing = size - shares.reduce((sum, share) => sum + share, 0);
  const remainder = (at: number): number => (size * (sizes[at] ?? 0)) % total;
  const order = shuffle([...sizes.keys()], lot).sort((a, b) => remainder(b) - remainder(a));
  // A second round only where the largest remainders belong to strata that have nothing to spare.
  while (missing > 0)
    for (const at of order) {
      if (missing === 0) break;
      if ((shares[at] ?? 0) >= most(at)) continue;
      shares[at] = (shares[at] ?? 0) + 1;
      missing -= 1;
    }
  return shares;
}

/** In how many ways a draw with these shares can come out. */
export function drawsOf(sizes: readonly number[], shares: readonly number[]): number {
  return sizes.reduce((ways, size, at) => ways * choose(size, shares[at] ?? 0), 1);
}

/**
 * How many parts of the strata's names to cut so that a draw of `size` orgs can come out in enough ways, each drawn
 * org with another of its stratum beside it: as few as possible. 0 where no cut is enough: then Student's t stands in
 * for the permutation test, and the closest likeness is worth more.
 */
export function levelsToCut(
  strata: readonly string[],
  size: number,
  lot: () => SeededRandom,
): number {
  const deepest = Math.max(0, ...strata.map((name) => (name === '' ? 0 : name.split('/').length)));
  for (let levels = 0; levels <= deepest; levels += 1) {
    const sizes = sizesOf(strata.map((name) => coarsened(name, levels))).map((one) => one.size);
    const shares = shareOut(sizes, Math.min(size, strata.length), lot());
    const isBeside = shares.every((share, at) => share === 0 || share < (sizes[at] ?? 0));
    if (isBeside && drawsOf(sizes, shares) >= FEWEST_DRAWS) return levels;
  }
  return 0;
}

/** Sorted by name. */
export function sizesOf(strata: readonly string[]): StratumSize[] {
  const counts = new Map<string, number>();
  for (const name of strata) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts]
    .map(([name, size]) => ({ name, size }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}
