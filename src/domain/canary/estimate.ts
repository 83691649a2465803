import type { Baselines } from './baseline.js';
import { isUsable } from './baseline.js';
import { without, type Counts } from './counts.js';
import type { Look } from './looks.js';
import type { Metric } from './metric.js';
import { momentVariance, weightedMean, type Measured } from './moments.js';
import type { Prepared } from './prepare.js';

/** One metric at one look: how far each org moved, and how much it counts. */
export interface Estimate {
  /** Move of each org beside its stratum's mean, times its weight; 0 where the org has no data. */
  readonly moves: Float64Array;
  readonly weights: Float64Array;
  /** 1 for canaries, beside the stratum's mean, times the weight: what an effect of 1 would add to `moves`. */
  readonly exposure: Float64Array;
  /** Sum of weights by stratum. */
  readonly totals: Float64Array;
  /** How much further the canaries moved than the controls; null where one of them has no data. */
  readonly effect: number | null;
  /** Where the canaries would be without the release. */
  readonly counterfactualRate: number;
  /** Canaries that have no data at this look. */
  readonly missingCanaries: readonly string[];
  readonly canaries: number;
  readonly controls: number;
  /** One over the variance of the effect, were the weights all there is to it. */
  readonly information: number;
  /** Factor by which the controls scatter more than their weights say, at least 1. */
  readonly dispersion: number;
}

/** `withoutSlot`: leaves one interval out, to learn whether the effect hangs on it. */
export function estimate(
  metric: Metric,
  prepared: Prepared,
  baselines: Baselines,
  look: Look,
  withoutSlot?: number,
): Estimate {
  const deltas = deltasOf(metric, prepared, baselines, look, withoutSlot);
  const between = spreadOfControls(prepared, deltas);
  return {
    ...compare(prepared, deltas, between),
    dispersion: excessScatter(prepared, deltas, between),
    ...armsOf(metric, prepared, baselines, deltas, look),
  };
}

type Compared = Pick<
  Estimate,
  'moves' | 'weights' | 'exposure' | 'totals' | 'information' | 'effect'
>;

/** Weighted least squares on one indicator of the canaries, with an intercept for each stratum. */
function compare({ orgs, strata }: Prepared, deltas: readonly Delta[], between: number): Compared {
  const weights = Float64Array.from(deltas, (delta) =>
    delta === null ? 0 : 1 / (delta.variance + between),
  );
  const totals = new Float64Array(strata);
  const means = new Float64Array(strata);
  const shares = new Float64Array(strata);
  for (const [at, { stratum, canary }] of orgs.entries()) {
    const weight = weights[at]!;
    totals[stratum]! += weight;
    means[stratum]! += weight * (deltas[at]?.level ?? 0);
    if (canary) shares[stratum]! += weight;
  }
  const moves = new Float64Array(orgs.length);
  const exposure = new Float64Array(orgs.length);
  let sum = 0;
  let information = 0;
  for (const [at, { stratum, canary }] of orgs.entries()) {
    const delta = deltas[at] ?? null;
    if (delta === null) continue;
    moves[at] = weights[at]! * (delta.level - means[stratum]! / totals[stratum]!);
    exposure[at] = weights[at]! * ((canary ? 1 : 0) - shares[stratum]! / totals[stratum]!);
    if (!canary) continue;
    sum += moves[at];
    information += exposure[at];
  }
  const effect = information > 0 ? sum / information : null;
  return { moves, weights, exposure, totals, information, effect };
}

type Delta = Measured | null;

function deltasOf(
  metric: Metric,
  { orgs }: Prepared,
  { orgs: baselines, dispersion }: Baselines,
  { fromSlot, toSlot }: Look,
  withoutSlot: number | undefined,
): Delta[] {
  const posts = orgs.map(({ post }, at) => {
    const whole = post.between(fromSlot, toSlot);
    const counts =
      withoutSlot === undefined
        ? whole
        : without(whole, post.between(withoutSlot, withoutSlot + 1));
    const slots = toSlot - fromSlot - (withoutSlot === undefined ? 0 : 1);
    return baselines[at] !== null && isUsable(metric, counts, slots) ? counts : null;
  });
  let seen = 0;
  let expected = 0;
  for (const [at, counts] of posts.entries()) {
    if (counts === null) continue;
    seen += metric.amount(counts);
    expected += metric.size(counts) * (baselines[at]?.rate ?? 0);
  }
  const trend = expected === 0 ? 1 : seen / expected;
  return posts.map((counts, at) => {
    const baseline = baselines[at];
    if (counts === null || baseline === null || baseline === undefined) return null;
    const rate = Math.max(1e-6, baseline.rate * trend);
    const kept = metric.name === 'speedOfAnswer' ? rate : Math.min(0.95, rate);
    const variance = metric.variance(metric.size(counts), kept, dispersion) + baseline.variance;
    return { level: metric.level(counts) - baseline.level, variance };
  });
}

function excessScatter({ orgs }: Prepared, deltas: readonly Delta[], between: number): number {
  const controls = deltas.filter((delta, at) => delta !== null && orgs[at]?.canary === false);
  const known = controls.filter((delta) => delta !== null);
  const mean = weightedMean(known, between);
  const scatter = known.reduce(
    (sum, { level, variance }) => sum + (level - mean) ** 2 / (variance + between),
    0,
  );
  return known.length < 2 ? 1 : Math.max(1, scatter / (known.length - 1));
}

/** What orgs differ by for reasons of their own is learnt from those that the release does not reach. */
function spreadOfControls({ orgs, strata }: Prepared, deltas: readonly Delta[]): number {
  const groups: Measured[][] = Array.from({ length: strata }, () => []);
  for (const [at, { stratum, canary }] of orgs.entries()) {
    const delta = deltas[at];
    if (!canary && delta !== null && delta !== undefined) groups[stratum]?.push(delta);
  }
  return momentVariance(groups);
}

function armsOf(
  metric: Metric,
  { orgs, preSlots }: Prepared,
  { orgs: baselines }: Baselines,
  deltas: readonly Delta[],
  { fromSlot, toSlot }: Look,
): Pick<Estimate, 'counterfactualRate' | 'missingCanaries' | 'canaries' | 'controls'> {
  const missingCanaries: string[] = [];
  const levels: number[] = [];
  let controls = 0;
  let controlMoves = 0;
  for (const [at, { org, canary, pre, post }] of orgs.entries()) {
    const delta = deltas[at] ?? null;
    if (delta === null) {
      if (!canary) continue;
      const isMissing = !hasNone(metric, pre.between(0, preSlots), post.between(fromSlot, toSlot));
      if (isMissing) missingCanaries.push(org);
    } else if (canary) {
      levels.push(baselines[at]?.level ?? 0);
    } else {
      controls += 1 / delta.variance;
      controlMoves += delta.level / delta.variance;
    }
  }
  const level = levels.reduce((sum, one) => sum + one, 0) / Math.max(1, levels.length);
  const move = controls === 0 ? 0 : controlMoves / controls;
  return {
    counterfactualRate: metric.rateAt(level + move),
    missingCanaries,
    canaries: levels.length,
    controls: deltas.filter((delta, at) => delta !== null && orgs[at]?.canary === false).length,
  };
}

/** True of an org with calls that never told anything of the metric: its platform has no such thing. */
function hasNone({ isOptional, size }: Metric, before: Counts, after: Counts): boolean {
  const isTold = size(before) > 0 || size(after) > 0;
  return isOptional === true && !isTold && before.offered > 0 && after.offered > 0;
}
