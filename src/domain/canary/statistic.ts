import type { Estimate } from './estimate.js';
import type { Relabellings } from './relabel.js';

/**
 * For each relabelling the studentised difference between its canaries and its controls, and how it moves with an
 * effect on the actual ones: the statistic under the hypothesis of an effect `m` is `at0 − m × slope`.
 */
export interface Statistics {
  readonly at0: Float64Array;
  readonly slope: Float64Array;
}

export function statistics(estimate: Estimate, ways: Relabellings): Statistics {
  const { moves, weights, exposure, totals } = estimate;
  const { count, members, canaries, groups } = ways;
  const at0 = new Float64Array(count);
  const slope = new Float64Array(count);
  let at = 0;
  for (let way = 0; way < count; way += 1) {
    const from = way * canaries;
    let sum = 0;
    let exposed = 0;
    let information = 0;
    for (const { stratum, to } of groups) {
      let weight = 0;
      for (const end = from + to; at < end; at += 1) {
        const org = members[at]!;
        sum += moves[org]!;
        exposed += exposure[org]!;
        weight += weights[org]!;
      }
      const total = totals[stratum]!;
      if (total > 0) information += weight * (1 - weight / total);
    }
    // Canaries without data, or without controls that have any, say nothing for or against.
    if (information <= 1e-12) continue;
    const scale = 1 / Math.sqrt(information);
    at0[way] = sum * scale;
    slope[way] = exposed * scale;
  }
  return { at0, slope };
}
