import type { Policy } from '../release-model.js';
import type { Contrast } from './estimate.js';
import { WAIT_OFFSET_SECONDS, type PreparedMetric } from './prepare.js';
import type { MetricName, MetricVerdict, Verdict, VerdictLabel } from './verdict.js';

type Thresholds = Policy['thresholds'];

/** Where a person would call it worse: +1 upwards, −1 downwards. */
const BAD_DIRECTION: Readonly<Record<MetricName, 1 | -1>> = {
  abandonment: 1,
  speedOfAnswer: 1,
  strategyHitRate: -1,
};
/** A log effect in the metric's unit, against what the canaries would have had without the release. */
const TO_UNITS: Readonly<
  Record<MetricName, (logEffect: number, preLevel: number, drift: number) => number>
> = {
  abandonment: (logEffect) => Math.expm1(logEffect),
  speedOfAnswer: (logEffect, preLevel, drift) =>
    (preLevel + WAIT_OFFSET_SECONDS) * Math.exp(clamp(drift)) * Math.expm1(logEffect),
  strategyHitRate: (logEffect, preLevel, drift) => pointsBetween(preLevel + drift, logEffect),
};
/** Larger exponents say nothing more, and Infinity is no JSON. */
const LARGEST_EXPONENT = 20;

/**
 * One metric's part of the verdict. It fails only where the estimate is past its threshold and the interval
 * excludes no effect, in this check and in the one before, and against controls.
 */
export function decideMetric(
  { metric, canaryPreLevel }: PreparedMetric,
  contrast: Contrast | null,
  thresholds: Thresholds,
  previous: Verdict | null,
): MetricVerdict {
  const threshold = thresholdOf(metric, thresholds);
  const none = { estimate: null, interval: null, thresholdCrossed: false, significant: false };
  if (contrast === null || canaryPreLevel === null) {
    return { metric, label: 'inconclusive', threshold, ...none };
  }
  const direction = BAD_DIRECTION[metric];
  const inUnits = (logEffect: number): number =>
    TO_UNITS[metric](clamp(logEffect), canaryPreLevel, contrast.controls?.mean ?? 0);
  const { mean, low, high } = contrast.effect;
  const estimate = inUnits(mean);
  const thresholdCrossed = direction * estimate > direction * threshold;
  const significant = direction === 1 ? low > 0 : high < 0;
  const persists = thresholdCrossed && significant && wasBad(previous, metric);
  const failing = persists && contrast.controls !== null;
  return {
    metric,
    label: failing ? 'fail' : thresholdCrossed ? 'inconclusive' : 'pass',
    estimate,
    interval: [inUnits(low), inUnits(high)],
    threshold,
    thresholdCrossed,
    significant,
  };
}

/**
 * True where the controls, which the release does not reach, got worse past the threshold themselves while
 * the canaries cannot be told from them.
 */
export function isExternal({ effect, controls }: Contrast, thresholds: Thresholds): boolean {
  if (controls === null) return false;
  const past = controls.mean > Math.log1p(thresholds.abandonmentIncreaseRatio) && controls.low > 0;
  return past && effect.low <= 0 && effect.high >= 0;
}

/** The verdict's label: one failing metric is enough; an outside cause explains crossed thresholds. */
export function overallLabel(metrics: readonly MetricVerdict[], external: boolean): VerdictLabel {
  const has = (label: VerdictLabel): boolean => metrics.some((metric) => metric.label === label);
  if (has('fail')) return 'fail';
  if (external) return 'external';
  return has('inconclusive') || metrics.length === 0 ? 'inconclusive' : 'pass';
}

/** In the unit and with the sign of the metric's estimate: a drop of 5 points is −5. */
function thresholdOf(metric: MetricName, thresholds: Thresholds): number {
  const byMetric: Record<MetricName, number> = {
    abandonment: thresholds.abandonmentIncreaseRatio,
    speedOfAnswer: thresholds.speedOfAnswerIncreaseSeconds,
    strategyHitRate: -thresholds.strategyHitRateDropPoints,
  };
  return byMetric[metric];
}

function pointsBetween(logOddsBefore: number, logEffect: number): number {
  const share = (odds: number): number => 1 / (1 + Math.exp(-odds));
  return 100 * (share(logOddsBefore + logEffect) - share(logOddsBefore));
}

function wasBad(previous: Verdict | null, name: MetricName): boolean {
  if (previous?.comparedWith !== 'controls') return false;
  return previous.metrics.some(
    ({ metric, thresholdCrossed, significant }) =>
      metric === name && thresholdCrossed && significant,
  );
}

function clamp(exponent: number): number {
  return Math.min(LARGEST_EXPONENT, Math.max(-LARGEST_EXPONENT, exponent));
}
