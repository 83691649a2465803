import type { CallInterval } from '../domain/canary/evidence.js';
import type { MetricName } from '../domain/canary/verdict.js';

/** How a metric is counted and written. Shares are of 1, times in seconds. */
export interface ChartedMetric {
  readonly name: MetricName;
  readonly title: string;
  /** Of the axis of the metric itself. */
  readonly axis: string;
  /** Of the axis of the estimate. */
  readonly effectAxis: string;
  /** Counts of an interval: what the metric is a share or a mean of, and what it sums. */
  readonly counts: (interval: CallInterval) => { readonly of: number; readonly sum: number };
  /** True for shares, whose uncertainty follows from their counts. */
  readonly isShare: boolean;
  readonly valueText: (value: number) => string;
  readonly effectText: (effect: number) => string;
  /** The same beside the axis, which names the unit. */
  readonly effectTick: (effect: number) => string;
}

export const CHARTED_METRICS: readonly ChartedMetric[] = [
  {
    name: 'abandonment',
    title: 'Abandonment',
    axis: 'callers who hang up',
    effectAxis: 'estimated change, relative',
    counts: ({ offered, abandoned }) => ({ of: offered, sum: abandoned }),
    isShare: true,
    valueText: percent,
    effectText: relative,
    effectTick: relative,
  },
  {
    name: 'speedOfAnswer',
    title: 'Speed of answer',
    axis: 'seconds to answer',
    effectAxis: 'estimated change, seconds',
    counts: ({ answered, waitSecondsTotal }) => ({ of: answered, sum: waitSecondsTotal }),
    isShare: false,
    valueText: (value) => `${value.toFixed(1)} s`,
    effectText: (effect) => signed(effect, 1, ' s'),
    effectTick: (effect) => signed(effect, 1, ''),
  },
  {
    name: 'strategyHitRate',
    title: 'Strategy hit rate',
    axis: 'calls to a first choice',
    effectAxis: 'estimated change, points',
    counts: ({ strategyAttempts, strategyHits }) => ({ of: strategyAttempts, sum: strategyHits }),
    isShare: true,
    valueText: percent,
    effectText: (effect) => signed(effect, 1, ' points'),
    effectTick: (effect) => signed(effect, 1, ''),
  },
];

function percent(value: number): string {
  return `${(100 * value).toFixed(1)} %`;
}

function relative(effect: number): string {
  return signed(100 * effect, 0, ' %');
}

function signed(value: number, digits: number, unit: string): string {
  const text = Math.abs(value).toFixed(digits);
  const sign = Number(text) === 0 ? '' : value < 0 ? '−' : '+';
  return `${sign}${text}${unit}`;
}
