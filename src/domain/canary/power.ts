import { NO_CALLS, plus, type Counts } from './counts.js';
import type { MetricBounds } from './evidence.js';
import { METRICS, metricOf, type Metric } from './metric.js';
import { normalQuantile } from './quantile.js';
import { METRIC_SHARES } from './spending.js';
import { comparableStrata, countByStratum, countDraws } from './strata.js';
import type { MetricName } from './verdict.js';

/** An org's recent calls. */
export interface RecentVolume {
  readonly org: string;
  readonly stratum: string;
  /** Of one minute, on average. */
  readonly perMinute: Counts;
}

export interface PowerInput {
  readonly canaries: readonly RecentVolume[];
  readonly controls: readonly RecentVolume[];
  readonly preMinutes: number;
  readonly margins: MetricBounds;
  /** False failures that the wave may have. */
  readonly alphaFail: number;
  readonly alphaPass: number;
}

/** What a wave can be expected to show. */
export interface WavePower {
  /** Ways in which the canaries could have been drawn; one over it is the smallest p. */
  readonly draws: number;
  readonly smallestP: number | null;
  /** Until a release without effect passes four times out of five; null where a day would not do. */
  readonly minutesToPass: number | null;
}

const POWER = 0.8;
/** Variance by which an org's level wanders for reasons of its own, over and above its calls. */
const WANDERING = 0.01;
/** Squared coefficient of variation of waits: most calls wait little, a few long. */
const WAIT_DISPERSION = 4;
const STEP_MINUTES = 5;
const LONGEST_MINUTES = 24 * 60;

/** How long a wave must be watched, from the orgs' recent volume. */
export function wavePower(input: PowerInput): WavePower {
  const { canaries, controls, margins, alphaPass } = input;
  const draws = drawsOf(canaries, controls);
  // As the judge: a metric that nothing is measured of keeps nobody from passing.
  const passes = METRICS.filter((metric) => isMeasured(metric, canaries)).map(
    (metric) => minutesUntil(input, metric, metric.bound(margins), alphaPass) ?? Infinity,
  );
  const slowest = Math.max(...passes);
  return {
    draws,
    smallestP: controls.length === 0 ? null : 1 / draws,
    minutesToPass: Number.isFinite(slowest) ? slowest : null,
  };
}

/** Whether any calls of the orgs are what a metric is about. */
export function isMeasured(
  { size }: Pick<Metric, 'size'>,
  orgs: readonly Pick<RecentVolume, 'perMinute'>[],
): boolean {
  return orgs.some(({ perMinute }) => size(perMinute) > 0);
}

/**
 * Minutes until an effect of this size is found four times out of five: a relative increase of abandonment (0.5 is
 * +50 %), seconds more to answer, or points that the strategy hit rate loses. Null where a day would not do, or there
 * are no calls.
 */
export function minutesToSee(input: PowerInput, name: MetricName, size: number): number | null {
  return minutesUntil(input, metricOf(name), size, input.alphaFail * METRIC_SHARES[name]);
}

function drawsOf(canaries: readonly RecentVolume[], controls: readonly RecentVolume[]): number {
  const orgs = [
    ...canaries.map(({ stratum }) => ({ stratum, canary: true })),
    ...controls.map(({ stratum }) => ({ stratum, canary: false })),
  ];
  return countDraws(countByStratum(comparableStrata(orgs), orgs));
}

function minutesUntil(
  input: PowerInput,
  metric: Metric,
  size: number,
  alpha: number,
): number | null {
  const { canaries } = input;
  if (!isMeasured(metric, canaries) || alpha <= 0) return null;
  const all = canaries.reduce((sum, { perMinute }) => plus(sum, perMinute), NO_CALLS);
  const effect = metric.effectOf(size, metric.amount(all) / metric.size(all));
  const needed = normalQuantile(1 - alpha) + normalQuantile(POWER);
  for (let minutes = STEP_MINUTES; minutes <= LONGEST_MINUTES; minutes += STEP_MINUTES)
    if (effect >= needed * Math.sqrt(varianceAfter(input, metric, minutes))) return minutes;
  return null;
}

/** Of the difference between the arms. Without controls their part is that of the canaries' own past. */
function varianceAfter(
  { canaries, controls, preMinutes }: PowerInput,
  { size, amount, variance }: Metric,
  minutes: number,
): number {
  const arm = (orgs: readonly RecentVolume[]): number =>
    1 /
    orgs.reduce((sum, { perMinute }) => {
      const calls = size(perMinute);
      if (calls <= 0) return sum;
      const of = (long: number): number =>
        variance(calls * long, amount(perMinute) / calls, WAIT_DISPERSION);
      return sum + 1 / (of(minutes) + of(preMinutes) + WANDERING);
    }, 0);
  return arm(canaries) + arm(controls.length === 0 ? canaries : controls);
}
