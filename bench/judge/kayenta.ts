import { mannWhitney } from './mann-whitney.js';

export type Classification = 'Pass' | 'High' | 'Low' | 'Nodata';
export type Direction = 'increase' | 'decrease' | 'either';

export interface KayentaOptions {
  readonly tolerance: number;
  readonly confidence: number;
  /** Ratios of the means that the effect has to pass to count, down and up. */
  readonly effectSizes: readonly [number, number];
}

/** What NetflixACAJudge uses. */
export const NETFLIX: KayentaOptions = { tolerance: 0.25, confidence: 0.98, effectSizes: [1, 1] };

/** One metric by Kayenta's MannWhitneyClassifier, after its published source; missing values are removed before. */
export function classify(
  control: readonly number[],
  experiment: readonly number[],
  direction: Direction,
  { tolerance, confidence, effectSizes }: KayentaOptions = NETFLIX,
): Classification {
  if (control.length === 0 || experiment.length === 0) return 'Nodata';
  if (isSame(control, experiment)) return 'Pass';
  if (new Set([...control, ...experiment]).size === 1) return 'Pass';
  const { lower, upper, estimate } = mannWhitney(experiment, control, confidence);
  const critical = tolerance * Math.abs(estimate);
  const usual = mean(control);
  const ratio = usual === 0 ? 1 : mean(experiment) / usual;
  if (direction !== 'decrease' && lower > critical && ratio >= effectSizes[1]) return 'High';
  if (direction !== 'increase' && upper < -critical && ratio <= effectSizes[0]) return 'Low';
  return 'Pass';
}

function isSame(control: readonly number[], experiment: readonly number[]): boolean {
  const sorted = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b);
  const other = sorted(experiment);
  return control.length === other.length && sorted(control).every((v, at) => v === other[at]);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
