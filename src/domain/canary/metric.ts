import type { Counts } from './counts.js';
import type { MetricBounds } from './evidence.js';
import type { MetricName } from './verdict.js';

/**
 * A metric on the scale that it is compared on, a logarithm on which upwards is always worse, so that all tests have
 * one direction.
 */
export interface Metric {
  readonly name: MetricName;
  /** Calls that the metric is about. */
  readonly size: (counts: Counts) => number;
  /** Of these, the calls (or seconds) that are counted. */
  readonly amount: (counts: Counts) => number;
  /** Smoothed, so that none and all have a level too. */
  readonly level: (counts: Counts) => number;
  /** The rate (share or seconds) at a level. */
  readonly rateAt: (level: number) => number;
  /** Variance of the level of `size` calls at this rate, by the delta method. */
  readonly variance: (size: number, rate: number, dispersion: number) => number;
  /** An effect in the metric's unit, for people, where the rate would have been `rate` without it. */
  readonly inUnits: (effect: number, rate: number) => number;
  /** The effect on the scale that is as large as a bound, at such a rate. */
  readonly effectOf: (bound: number, rate: number) => number;
  /** The bound on this metric, positive. */
  readonly bound: (bounds: MetricBounds) => number;
  /** Sign of a worsening in the metric's unit. */
  readonly direction: 1 | -1;
  /** True where a platform may have nothing of the kind: an org that never told any has lost none. */
  readonly isOptional?: true;
}

/** One second is added before the logarithm: from 0 to 1 s of waiting is no infinite increase. */
const WAIT_OFFSET_SECONDS = 1;
/** A share of no misses in a whole fleet's day is hardly smaller. */
const LEAST_SHARE = 1e-6;
/** Larger exponents say nothing more, and Infinity is no JSON. */
const LARGEST_EXPONENT = 20;

const abandonment: Metric = {
  name: 'abandonment',
  size: (counts) => counts.offered,
  amount: (counts) => counts.abandoned,
  level: (counts) => Math.log((counts.abandoned + 0.5) / (counts.offered + 1)),
  rateAt: (level) => Math.min(0.99, Math.exp(level)),
  variance: (size, rate) => 1 / (size * rate + 0.5),
  inUnits: (effect) => Math.expm1(bounded(effect)),
  effectOf: (bound) => Math.log1p(bound),
  bound: (bounds) => bounds.abandonmentIncreaseRatio,
  direction: 1,
};

const speedOfAnswer: Metric = {
  name: 'speedOfAnswer',
  size: (counts) => counts.answered,
  amount: (counts) => counts.waitSeconds,
  level: (counts) => Math.log(counts.waitSeconds / counts.answered + WAIT_OFFSET_SECONDS),
  rateAt: (level) => Math.max(0, Math.exp(level) - WAIT_OFFSET_SECONDS),
  variance: (size, _rate, dispersion) => dispersion / size,
  inUnits: (effect, rate) => (rate + WAIT_OFFSET_SECONDS) * Math.expm1(bounded(effect)),
  effectOf: (bound, rate) => Math.log1p(bound / (rate + WAIT_OFFSET_SECONDS)),
  bound: (bounds) => bounds.speedOfAnswerIncreaseSeconds,
  direction: 1,
};

/** On log-odds of a miss: upwards is worse. */
const strategyHitRate: Metric = {
  name: 'strategyHitRate',
  size: (counts) => counts.attempts,
  amount: (counts) => counts.attempts - counts.hits,
  level: ({ hits, attempts }) => Math.log((attempts - hits + 0.5) / (hits + 0.5)),
  rateAt: logistic,
  variance: (size, rate) => 1 / (size * rate * (1 - rate) + 0.5),
  inUnits: (effect, rate) => -100 * (logistic(logOdds(rate) + bounded(effect)) - rate),
  effectOf: (bound, rate) => logOdds(Math.min(0.999, rate + bound / 100)) - logOdds(rate),
  bound: (bounds) => bounds.strategyHitRateDropPoints,
  direction: -1,
  isOptional: true,
};

const BY_NAME: Readonly<Record<MetricName, Metric>> = {
  abandonment,
  speedOfAnswer,
  strategyHitRate,
};

export const METRICS: readonly Metric[] = Object.values(BY_NAME);

export function metricOf(name: MetricName): Metric {
  return BY_NAME[name];
}

function logistic(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

function logOdds(share: number): number {
  const kept = Math.min(1 - LEAST_SHARE, Math.max(LEAST_SHARE, share));
  return Math.log(kept / (1 - kept));
}

function bounded(exponent: number): number {
  return Math.min(LARGEST_EXPONENT, Math.max(-LARGEST_EXPONENT, exponent));
}
