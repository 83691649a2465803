import type { Verdict } from './verdict.js';

/**
 * True where telemetry is back after a rollback: as well as the controls let expect, by less than the thresholds.
 * What befalls everybody is not the release's doing. Missing data is no recovery.
 */
export function isBack({ label, metrics, missing }: Verdict): boolean {
  if (label === 'pass' || label === 'external') return true;
  if (label === 'fail' || metrics.length === 0 || missing !== undefined) return false;
  return metrics.every(({ estimate, thresholdCrossed }) => estimate !== null && !thresholdCrossed);
}
