import type { MissingData } from './coverage.js';
import type { Weather } from './external.js';
import type { Comparison, VerdictLabel } from './verdict.js';

/** What one check found. */
export interface Findings {
  readonly missing: MissingData | null;
  readonly dead: readonly string[];
  /** Of the metrics that anything was measured of. */
  readonly labels: readonly VerdictLabel[];
  readonly weather: Weather | null;
  readonly comparison: Comparison;
  readonly controlsDrawn: boolean;
}

/**
 * The verdict's label. A dead org and one failing metric are enough for fail, whatever the weather: they are worse
 * than the controls. Not so where the canaries were not drawn beside the controls, as a hub beside its subs: the same
 * weather may then hit them differently, and nothing can be said until it clears. A pass takes every metric (an intersection-union test needs no split of the error). What also
 * befell the controls stops the expansion, and takes nothing back.
 */
export function decide(findings: Findings): VerdictLabel {
  const { missing, dead, labels, weather, comparison, controlsDrawn } = findings;
  if (dead.length > 0) return 'fail';
  const inBadWeather = weather !== null && comparison === 'controls';
  if (inBadWeather && !controlsDrawn) return 'external';
  if (labels.includes('fail')) return 'fail';
  if (missing !== null || labels.length === 0) return 'inconclusive';
  if (inBadWeather) return 'external';
  return labels.every((label) => label === 'pass') ? 'pass' : 'inconclusive';
}
