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

/**
 * What the canaries were compared with, from strong to weak: untouched orgs at the same time; their own past at the
 * same weekday and hour; the time just before the deployment.
 */
export type Comparison = 'controls' | 'samePastHours' | 'ownPast' | 'nothing';

/** One metric's part of a verdict. */
export interface MetricVerdict {
  readonly metric: MetricName;
  readonly label: VerdictLabel;
  /** abandonment: relative increase (0.15 = +15 %); speedOfAnswer: seconds; strategyHitRate: points. Null: no data. */
  readonly estimate: number | null;
  /** In the estimate's unit; an end that the data do not bound is far out. Holds over all checks together. */
  readonly interval: readonly [number, number] | null;
  /** Of the interval, 0.98 is 98 %. Absent in verdicts of the interim judge: 98 %. */
  readonly confidence?: number;
  readonly threshold: number;
  /** How much worse it may be and still pass. */
  readonly margin?: number;
  /** One-sided, of no effect, at this check alone; null without a test. */
  readonly p?: number | null;
  /** The estimate is past the threshold, whatever the interval says. */
  readonly thresholdCrossed: boolean;
  /** No effect is excluded on the bad side, all checks so far counted. */
  readonly significant: boolean;
}

export interface Verdict {
  readonly label: VerdictLabel;
  readonly metrics: readonly MetricVerdict[];
  readonly comparedWith: Comparison;
  /** A threshold was crossed without significance: a person should look. */
  readonly flagged: boolean;
  /** Orgs whose calls all fail: no statistics were waited for. Absent: none. */
  readonly deadOrgs?: readonly string[];
  /** Data whose lack keeps it from being judged, in words: figures are of the other orgs. Absent: none. */
  readonly missing?: string;
  /** A sentence for people. */
  readonly reason: string;
}
