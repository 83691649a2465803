import { normalQuantile } from '../../src/domain/canary/quantile.js';

export interface MannWhitneyResult {
  readonly lower: number;
  readonly upper: number;
  /** Hodges and Lehmann: the median of all differences. */
  readonly estimate: number;
}

/** Leaves less than a billionth of the range of differences. */
const HALVINGS = 40;

/**
 * The location shift of `experiment` against `control` with its confidence interval, as R's
 * `wilcox.test(conf.int = TRUE)` gives it by the normal approximation with continuity correction, which Kayenta's
 * MannWhitney does after it.
 */
export function mannWhitney(
  experiment: readonly number[],
  control: readonly number[],
  confidence: number,
): MannWhitneyResult {
  const differences = experiment.flatMap((x) => control.map((y) => x - y)).sort((a, b) => a - b);
  const quantile = normalQuantile(1 - (1 - confidence) / 2);
  const least = differences[0] ?? 0;
  const most = differences.at(-1) ?? 0;
  const root = (z: number): number => crossing(experiment, control, z, least, most);
  return { lower: root(quantile), upper: root(-quantile), estimate: median(differences) };
}

/** Where the standardised rank sum of the shifted experiment falls to `z`; at the ends where it never does. */
function crossing(
  experiment: readonly number[],
  control: readonly number[],
  z: number,
  least: number,
  most: number,
): number {
  const beyond = (shift: number): number => standardised(experiment, control, shift) - z;
  if (beyond(least) <= 0) return least;
  if (beyond(most) >= 0) return most;
  let low = least;
  let high = most;
  for (let step = 0; step < HALVINGS; step += 1) {
    const middle = (low + high) / 2;
    if (beyond(middle) > 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

function standardised(
  experiment: readonly number[],
  control: readonly number[],
  shift: number,
): number {
  const n = experiment.length;
  const m = control.length;
  const all = [
    ...experiment.map((value) => ({ value: value - shift, own: true })),
    ...control.map((value) => ({ value, own: false })),
  ].sort((a, b) => a.value - b.value);
  let ranks = 0;
  let ties = 0;
  for (let from = 0; from < all.length;) {
    let to = from;
    while (to < all.length && all[to]?.value === all[from]?.value) to += 1;
    const size = to - from;
    ties += size ** 3 - size;
    for (let at = from; at < to; at += 1) if (all[at]?.own === true) ranks += (from + to + 1) / 2;
    from = to;
  }
  const excess = ranks - (n * (n + 1)) / 2 - (n * m) / 2;
  const deviation = Math.sqrt(((n * m) / 12) * (n + m + 1 - ties / ((n + m) * (n + m - 1))));
  return deviation === 0 ? 0 : (excess - Math.sign(excess) * 0.5) / deviation;
}

function median(sorted: readonly number[]): number {
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? 0) + (sorted[Math.floor(middle)] ?? 0)) / 2;
}
