import type { MetricBounds } from './evidence.js';
import { normalQuantile } from './quantile.js';
import { METRIC_SHARES } from './spending.js';
import { comparableStrata, countByStratum, countDraws, FEWEST_DRAWS } from './strata.js';

/** An org's recent calls. */
export interface RecentVolume {
  readonly org: string;
  readonly stratum: string;
  readonly callsPerMinute: number;
  readonly abandonmentShare: number;
  readonly waitSeconds: number;
}

export interface PowerInput {
  readonly canaries: readonly RecentVolume[];
  readonly controls: readonly RecentVolume[];
  readonly preMinutes: number;
  readonly horizonMinutes: number;
  readonly thresholds: MetricBounds;
  readonly margins: MetricBounds;
  /** False failures that the wave may have. */
  readonly alphaFail: number;
  readonly alphaPass: number;
}

/** What a wave can be expected to show. Minutes are null where a day would not do. */
export interface WavePower {
  /** Ways in which the canaries could have been drawn; one over it is the smallest p. */
  readonly draws: number;
  readonly smallestP: number | null;
  /** Until effects as large as the thresholds are found four times out of five. */
  readonly minutesToThreshold: {
    readonly abandonment: number | null;
    readonly speedOfAnswer: number | null;
  };
  /** Until a release without effect passes four times out of five. */
  readonly minutesToPass: number | null;
  /** What an approver should know before the wave starts; empty where nothing. */
  readonly warnings: readonly string[];
}

const POWER = 0.8;
/** Variance by which an org's level wanders for reasons of its own, over and above its calls. */
const WANDERING = 0.01;
/** Squared coefficient of variation of waits: most calls wait little, a few long. */
const WAIT_DISPERSION = 4;
const STEP_MINUTES = 5;
const LONGEST_MINUTES = 24 * 60;

/** How long a wave must be watched, from the orgs' recent volume, and where a verdict is impossible. */
export function wavePower(input: PowerInput): WavePower {
  const { canaries, controls, thresholds, margins, alphaPass } = input;
  const draws = drawsOf(canaries, controls);
  const meanWait = mean(canaries.map(({ waitSeconds }) => waitSeconds));
  const wait = (seconds: number): number => Math.log1p(seconds / Math.max(1, meanWait));
  const until = (
    name: 'abandonment' | 'speedOfAnswer',
    effect: number,
    alpha: number,
  ): number | null => minutesUntil(input, name, effect, alpha);
  const minutesToThreshold = {
    abandonment: minutesToSee(input, 'abandonment', thresholds.abandonmentIncreaseRatio),
    speedOfAnswer: minutesToSee(input, 'speedOfAnswer', thresholds.speedOfAnswerIncreaseSeconds),
  };
  const passes = [
    until('abandonment', Math.log1p(margins.abandonmentIncreaseRatio), alphaPass),
    until('speedOfAnswer', wait(margins.speedOfAnswerIncreaseSeconds), alphaPass),
  ];
  const minutesToPass = passes.some((one) => one === null)
    ? null
    : Math.max(...passes.map((one) => one ?? 0));
  return {
    draws,
    smallestP: controls.length === 0 ? null : 1 / draws,
    minutesToThreshold,
    minutesToPass,
    warnings: warningsOf(input, draws, minutesToPass),
  };
}

/**
 * Minutes until an effect of this size is found four times out of five: a relative increase of abandonment (0.5 is
 * +50 %), or seconds more to answer. Null where a day would not do, or there are no calls.
 */
export function minutesToSee(
  input: PowerInput,
  metric: 'abandonment' | 'speedOfAnswer',
  size: number,
): number | null {
  const meanWait = mean(input.canaries.map(({ waitSeconds }) => waitSeconds));
  const onLogScale = metric === 'abandonment' ? size : size / Math.max(1, meanWait);
  const alpha = input.alphaFail * METRIC_SHARES[metric];
  return minutesUntil(input, metric, Math.log1p(onLogScale), alpha);
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
  name: 'abandonment' | 'speedOfAnswer',
  effect: number,
  alpha: number,
): number | null {
  if (input.canaries.length === 0 || alpha <= 0) return null;
  const needed = normalQuantile(1 - alpha) + normalQuantile(POWER);
  for (let minutes = STEP_MINUTES; minutes <= LONGEST_MINUTES; minutes += STEP_MINUTES)
    if (effect >= needed * Math.sqrt(varianceAfter(input, name, minutes))) return minutes;
  return null;
}

/** Of the difference between the arms. Without controls their part is that of the canaries' own past. */
function varianceAfter(
  { canaries, controls, preMinutes }: PowerInput,
  name: 'abandonment' | 'speedOfAnswer',
  minutes: number,
): number {
  const arm = (orgs: readonly RecentVolume[]): number =>
    1 /
    orgs.reduce((sum, { callsPerMinute, abandonmentShare }) => {
      const calls = name === 'abandonment' ? 1 / Math.max(1e-4, abandonmentShare) : WAIT_DISPERSION;
      const perMinute = calls / Math.max(1e-6, callsPerMinute);
      return sum + 1 / (perMinute / minutes + perMinute / preMinutes + WANDERING);
    }, 0);
  return arm(canaries) + arm(controls.length === 0 ? canaries : controls);
}

function warningsOf(
  { canaries, controls, horizonMinutes }: PowerInput,
  draws: number,
  minutesToPass: number | null,
): string[] {
  const found: string[] = [];
  if (canaries.length === 0) return found;
  if (controls.length === 0)
    found.push(
      'no org is left to compare with: judged against the same hours of earlier weeks, else it can never fail; an outside cause cannot be told apart',
    );
  else if (draws < FEWEST_DRAWS)
    found.push(
      `its canaries could have been drawn in ${draws} way(s) only (smallest p ${(1 / draws).toPrecision(2)}): too coarse for a permutation test, Student's t stands in, which trusts its assumptions`,
    );
  if (minutesToPass === null)
    found.push('its calls are too few to pass within a day: a person will have to decide');
  else if (minutesToPass > horizonMinutes)
    found.push(
      `a pass takes about ${minutesToPass} minutes, the policy's horizon is ${horizonMinutes}: a person will have to decide`,
    );
  return found;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
