import type { Weather } from './external.js';
import type { Comparison, VerdictLabel } from './verdict.js';

/** What one check found. */
export interface Findings {
  /** What keeps it from being judged, in words. */
  readonly missing: string | null;
  readonly dead: readonly string[];
  /** Of the metrics that anything was measured of. */
  readonly labels: readonly VerdictLabel[];
  readonly weather: Weather | null;
  readonly comparison: Comparison;
}

/**
 * The verdict's label. A dead org and one failing metric are enough for fail, whatever the weather: they are worse
 * than the controls. A pass takes every metric (an intersection-union test needs no split of the error). What also
 * befell the controls stops the expansion, and takes nothing back.
 */
export function decide({ missing, dead, labels, weather, comparison }: Findings): VerdictLabel {
  if (dead.length > 0) return 'fail';
  if (labels.includes('fail')) return 'fail';
  if (missing !== null || labels.length === 0) return 'inconclusive';
  if (weather !== null && comparison === 'controls') return 'external';
  return labels.every((label) => label === 'pass') ? 'pass' : 'inconclusive';
}
