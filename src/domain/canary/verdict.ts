/** Closed set: what a check can say. */
export const VerdictLabel = {
  pass: 'pass',
  fail: 'fail',
  inconclusive: 'inconclusive',
  /** Outside cause suspected; not rolled back. */
  external: 'external',
} as const;
export type VerdictLabel = (typeof VerdictLabel)[keyof typeof VerdictLabel];

export type MetricName = 'abandonment' | 'speedOfAnswer' | 'strategyHitRate';

/** One metric's part of a verdict. */
export interface MetricVerdict {
  readonly metric: MetricName;
  readonly label: VerdictLabel;
  /** abandonment: relative increase (0.15 = +15 %); speedOfAnswer: seconds; strategyHitRate: points. Null: no data. */
  readonly estimate: number | null;
  /** 98 % interval in the estimate's unit. */
  readonly interval: readonly [number, number] | null;
  readonly threshold: number;
  /** The estimate is past the threshold, whatever the interval says. */
  readonly thresholdCrossed: boolean;
  /** The interval excludes no effect, on the bad side. */
  readonly significant: boolean;
}

export interface Verdict {
  readonly label: VerdictLabel;
  readonly metrics: readonly MetricVerdict[];
  readonly comparedWith: 'controls' | 'ownPast' | 'nothing';
  /** A threshold was crossed without significance: a person should look. */
  readonly flagged: boolean;
  /** A sentence for people. */
  readonly reason: string;
}
