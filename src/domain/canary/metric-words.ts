import type { MetricName } from './verdict.js';

/** Metrics as people name them. */
export const METRIC_NAMES: Readonly<Record<MetricName, string>> = {
  abandonment: 'abandonment',
  speedOfAnswer: 'speed of answer',
  strategyHitRate: 'strategy hit rate',
};

/** The units of their changes. */
export const METRIC_UNITS: Readonly<Record<MetricName, string>> = {
  abandonment: '%',
  speedOfAnswer: 's',
  strategyHitRate: 'points',
};
