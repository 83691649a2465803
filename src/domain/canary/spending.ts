import type { ErrorBudget } from './evidence.js';
import type { Look } from './looks.js';

/** How fast the error budget is spent over the horizon: 1 evenly in time, more keeps more for its end. */
const SPENDING_EXPONENT = 0.7;

/**
 * The error that may be spent up to and with a look. Within the horizon it grows with time (Lan and DeMets, power
 * family); block j of a hold has α/(j(j+1)) for itself, so that all blocks together, however long, have α.
 */
export function alphaSpent(look: Look, horizonAlpha: number, holdAlpha: number): number {
  const { holdBlock, fraction } = look;
  if (holdBlock > 0) return holdAlpha / (holdBlock * (holdBlock + 1));
  return horizonAlpha * fraction ** SPENDING_EXPONENT;
}

/** A hold may err in passing by this share of what the horizon may: both together stay within 5 %. */
const PASS_HOLD_SHARE = 0.25;

/** As `alphaSpent`, of false passes: `alpha` up to the horizon, and a quarter more in all blocks of a hold together. */
export function passSpent(look: Look, alpha: number): number {
  return alphaSpent(look, alpha, PASS_HOLD_SHARE * alpha);
}

/** Shares of the metrics in what a false failure may cost: they sum to 1. */
export const METRIC_SHARES = {
  abandonment: 0.45,
  speedOfAnswer: 0.45,
  strategyHitRate: 0.1,
} as const;

/** Of the whole rollout's false failures: what is kept for holds and the hard guard. */
const HOLD_SHARE = 0.16;
const GUARD_SHARE = 0.02;
/** Of either, the wave with the fewest canaries gets most: it is the one that power is short of. */
const FIRST_WAVE_SHARE = 0.8;

/**
 * Splits the rollout's error over its waves, so that all of them with their holds, the bake and the hard guard stay
 * within `total`. `wave` counts the waves that are judged, from 0; `waves` is how many there are.
 */
export function waveBudget(
  wave: number,
  waves: number,
  total: number,
): Pick<ErrorBudget, 'fail' | 'hold' | 'guard'> {
  const first = waves === 1 ? 1 : FIRST_WAVE_SHARE;
  const share = wave === 0 ? first : (1 - first) / (waves - 1);
  return {
    fail: total * (1 - HOLD_SHARE - GUARD_SHARE) * share,
    hold: total * HOLD_SHARE * share,
    guard: (total * GUARD_SHARE) / waves,
  };
}
