import { normalQuantile, normalTail } from '../../src/domain/canary/quantile.js';
import { INTERVAL_MINUTES, type World } from './world.js';

/** Squared coefficient of variation of the generated waits: standard deviation 60 s at a mean of 30 s. */
const WAIT_DISPERSION = 4;

/**
 * What no test can do better than: one that knows each canary's level without the release exactly, needs no controls,
 * looks once and spends 5 % on it. Left to it is the chance of the canaries' own calls, and what wanders in them.
 */
export function powerBound(world: World, minutes: number): number {
  const { effect, canaries, callsPerInterval, abandonmentShare, waitSeconds } = world;
  const intervals = minutes / INTERVAL_MINUTES;
  const calls = callsPerInterval * intervals;
  const wandering = varianceOfMean(world, intervals);
  const found = [
    power(
      Math.log(effect.abandonment),
      1 / (calls * abandonmentShare * effect.abandonment) + wandering,
    ),
    power(Math.log1p(effect.addedWaitSeconds / waitSeconds), WAIT_DISPERSION / calls + wandering),
    power(effect.lostHitPoints / 100, 0.16 / calls),
  ];
  return Math.max(...found);

  function power(size: number, variance: number): number {
    if (size === 0) return 0;
    return normalTail(normalQuantile(0.95) - size / Math.sqrt(variance / canaries));
  }
}

function varianceOfMean({ noise, autocorrelation }: World, count: number): number {
  let sum = count;
  for (let lag = 1; lag < count; lag += 1) sum += 2 * (count - lag) * autocorrelation ** lag;
  return (noise ** 2 * sum) / count ** 2;
}
