import type { MetricName, Verdict } from './verdict.js';

/** What a person has to look at, and to name who goes on all the same: metrics past their threshold that do not fail. */
export function flagsOf({ metrics }: Pick<Verdict, 'metrics'>): MetricName[] {
  return metrics
    .filter(({ thresholdCrossed, label }) => thresholdCrossed && label !== 'fail')
    .map(({ metric }) => metric);
}
