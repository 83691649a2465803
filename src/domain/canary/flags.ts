import type { MetricName, Verdict } from './verdict.js';

/** Stands for an outside cause: whoever names it goes on in spite of the weather. */
export const EXTERNAL_FLAG = 'external';

/** Everything that an approval can name. */
export const FLAG_NAMES: readonly string[] = [
  'abandonment',
  'speedOfAnswer',
  'strategyHitRate',
  EXTERNAL_FLAG,
] satisfies (MetricName | typeof EXTERNAL_FLAG)[];

/** What a person has to look at, and to name who goes on all the same: metrics past their threshold that do not fail. */
export function flagsOf({ metrics }: Pick<Verdict, 'metrics'>): MetricName[] {
  return metrics
    .filter(({ thresholdCrossed, label }) => thresholdCrossed && label !== 'fail')
    .map(({ metric }) => metric);
}

/** `abandonment, speedOfAnswer` as names. */
export function flagNames(text: string | undefined): string[] {
  return (text ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}
