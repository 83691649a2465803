import type { Baselines } from './baseline.js';
import { estimate } from './estimate.js';
import type { Look } from './looks.js';
import type { Metric } from './metric.js';
import { ownPast } from './past-hours.js';
import type { Prepared } from './prepare.js';
import type { Comparison } from './verdict.js';

/** True where the effect stays past the bound whichever single interval is left out: one bad interval is no failure. */
export function persists(
  metric: Metric,
  prepared: Prepared,
  baselines: Baselines,
  look: Look,
  bound: number,
  comparison: Comparison,
): boolean {
  if (look.toSlot - look.fromSlot < 2) return false;
  for (let slot = look.fromSlot; slot < look.toSlot; slot += 1) {
    const effect =
      comparison === 'controls'
        ? estimate(metric, prepared, baselines, look, slot).effect
        : (ownPast(metric, prepared, baselines, look, slot)?.effect.effect ?? null);
    if (effect === null || effect < bound) return false;
  }
  return true;
}
