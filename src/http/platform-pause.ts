import type { PlatformClock } from './platform-clock.js';

/** A time to stay away, which the platform stated in its own time. */
export interface PlatformPause {
  /** Stays away until this instant of platform time, unless it is longer already. */
  extendTo(untilPlatformMs: number): void;
  /** Wall milliseconds left; 0 when it is over. */
  leftMs(): number;
}

/** Creates a pause that is over. An end further away than `longestMs` (wall) is not believed. */
export function createPlatformPause(
  clock: PlatformClock,
  wallNow: () => number,
  longestMs: number,
): PlatformPause {
  let untilPlatformMs = Number.NEGATIVE_INFINITY;
  let untilWallMs = Number.NEGATIVE_INFINITY;

  const leftMs = (): number => {
    // By either clock: the platform's may turn out to run fast, or to stand still.
    const byPlatformMs = clock.toWallMs(untilPlatformMs - clock.nowMs());
    const left = Math.min(untilWallMs - wallNow(), byPlatformMs);
    return left > 0 ? left : 0;
  };
  return {
    leftMs,
    extendTo(newUntilPlatformMs) {
      const waitMs = Math.min(longestMs, clock.toWallMs(newUntilPlatformMs - clock.nowMs()));
      if (waitMs <= leftMs()) return;
      untilPlatformMs = newUntilPlatformMs;
      untilWallMs = wallNow() + waitMs;
    },
  };
}
