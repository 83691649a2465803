import { type OrgDelta, sumOf } from './prepare.js';
import { studentQuantile } from './quantile.js';

/** A mean on a metric's log scale, with its 98 % interval. */
export interface Estimate {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

export interface Contrast {
  /** How much further the canaries moved than the controls; than before where there are no controls. */
  readonly effect: Estimate;
  /** How far the controls moved themselves; null where there are none. */
  readonly controls: Estimate | null;
}

/** Two-sided 98 %: one in a hundred on either side. */
const UPPER_TAIL = 0.99;
/** The randomness of calls is known, that between orgs is estimated; never credit the first with more than half. */
const LEAST_BETWEEN_SHARE = 0.5;

interface Spread {
  /** Variance between orgs beside that of their calls. */
  readonly between: number;
  /** Factor by which all variances are too small, at least 1. */
  readonly dispersion: number;
  /** Orgs that this was learnt from. */
  readonly orgs: number;
}

interface Pooled {
  readonly mean: number;
  readonly variance: number;
  /** The part of the variance that comes from the calls alone. */
  readonly fromCalls: number;
}

/**
 * Compares the canaries with the controls. Orgs weigh by the inverse of their variance; how much orgs differ
 * for reasons of their own is learnt from the controls. Null where an arm has no org to compare, unless
 * `comparison` says that the canaries are all there is.
 */
export function contrast(
  deltas: readonly OrgDelta[],
  comparison: 'controls' | 'ownPast',
): Contrast | null {
  const canaries = deltas.filter(({ arm }) => arm === 'canary');
  const controls = deltas.filter(({ arm }) => arm === 'control');
  const reference = comparison === 'controls' ? controls : canaries;
  if (canaries.length === 0 || reference.length === 0) return null;
  const spread = spreadOf(reference);
  const canary = pool(canaries, spread);
  if (comparison === 'ownPast') return { effect: interval(canary, spread), controls: null };
  const control = pool(controls, spread);
  const difference = {
    mean: canary.mean - control.mean,
    variance: canary.variance + control.variance,
    fromCalls: canary.fromCalls + control.fromCalls,
  };
  return { effect: interval(difference, spread), controls: interval(control, spread) };
}

/** Method of moments (DerSimonian and Laird), then what is left over the weights that follow (Hartung and Knapp). */
function spreadOf(orgs: readonly OrgDelta[]): Spread {
  const freedom = orgs.length - 1;
  if (freedom < 1) return { between: 0, dispersion: 1, orgs: orgs.length };
  const weights = orgs.map(({ variance }) => 1 / variance);
  const total = sumOf(weights, (weight) => weight);
  const scale = total - sumOf(weights, (weight) => weight * weight) / total;
  const between = Math.max(0, (scatter(orgs, 0) - freedom) / scale);
  const dispersion = Math.max(1, scatter(orgs, between) / freedom);
  return { between, dispersion, orgs: orgs.length };
}

/** Weighted squares of the deltas around their weighted mean. */
function scatter(orgs: readonly OrgDelta[], between: number): number {
  const { mean } = pool(orgs, { between, dispersion: 1 });
  return sumOf(orgs, ({ delta, variance }) => (delta - mean) ** 2 / (variance + between));
}

function pool(orgs: readonly OrgDelta[], spread: Pick<Spread, 'between' | 'dispersion'>): Pooled {
  const weighted = orgs.map((org) => ({ ...org, weight: 1 / (org.variance + spread.between) }));
  const total = sumOf(weighted, ({ weight }) => weight);
  return {
    mean: sumOf(weighted, ({ weight, delta }) => weight * delta) / total,
    variance: spread.dispersion / total,
    fromCalls: sumOf(weighted, ({ weight, variance }) => weight * weight * variance) / total ** 2,
  };
}

/** Satterthwaite's degrees of freedom: only the part that was estimated between orgs is uncertain. */
function interval({ mean, variance, fromCalls }: Pooled, { orgs }: Spread): Estimate {
  const betweenShare = Math.max(LEAST_BETWEEN_SHARE, 1 - fromCalls / variance);
  // A single org shows no spread at all, so there is nothing that would make its variance more certain.
  const freedom = orgs < 2 ? 1 : (orgs - 1) / betweenShare ** 2;
  const reach = studentQuantile(UPPER_TAIL, freedom) * Math.sqrt(variance);
  return { mean, low: mean - reach, high: mean + reach };
}
