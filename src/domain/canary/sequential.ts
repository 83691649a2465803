/**
 * A group-sequential permutation test: every relabelling is a path through the looks, and at each look the most
 * extreme paths that are still in are taken out, as many as the spent error allows. The actual path is number 0; it
 * has crossed when it is taken out. Under the hypothesis all paths are alike, so that this has at most the probability
 * spent, over all looks.
 */
export interface Crossings {
  /** At this look or an earlier one. */
  readonly crossed: boolean;
  /** Paths as extreme as the boundary of this look, taken out before or not; 0 while nothing is spent. */
  readonly boundaryRank: number;
}

export interface SequentialTest {
  /** `at(way)`: the statistic, the larger the more extreme; `spent`: error spent with this look, all before counted. */
  look(at: Float64Array, spent: number): Crossings;
}

export function sequentialTest(paths: number): SequentialTest {
  const out = new Uint8Array(paths);
  let taken = 0;
  let rank = 0;
  return {
    look: (at, spent) => {
      const quota = Math.floor(spent * paths + 1e-9) - taken;
      const boundary = quota > 0 ? boundaryOf(at, out, quota) : Infinity;
      if (boundary < Infinity) {
        rank = 0;
        for (let path = 0; path < paths; path += 1) {
          if (at[path]! < boundary) continue;
          rank += 1;
          if (out[path] === 1) continue;
          out[path] = 1;
          taken += 1;
        }
      }
      return { crossed: out[0] === 1, boundaryRank: rank };
    },
  };
}

/** The smallest value that at most `quota` of the paths still in reach: of ties none, rather than one too many. */
function boundaryOf(at: Float64Array, out: Uint8Array, quota: number): number {
  // The largest, ascending; one more than may go, to see whether the last is tied.
  const top = new Float64Array(quota + 1).fill(-Infinity);
  for (let path = 0; path < at.length; path += 1) {
    const value = at[path]!;
    if (out[path] === 1 || value <= top[0]!) continue;
    let place = 0;
    while (place < quota && top[place + 1]! < value) {
      top[place] = top[place + 1]!;
      place += 1;
    }
    top[place] = value;
  }
  const next = top[0]!;
  for (let place = 1; place <= quota; place += 1) if (top[place]! > next) return top[place]!;
  return Infinity;
}
