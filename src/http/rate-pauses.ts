import { createBackOff } from './back-off.js';
import type { PlatformClock } from './platform-clock.js';
import { createPlatformPause } from './platform-pause.js';
import type { Priority } from './priority.js';
import type { RateLimits } from './rate-limit-dialects.js';
import { LOW_WATER } from './rate-window.js';

/** Why an org client stays away from its platform for a while. */
export interface RatePauses {
  /** What the last answer said about the window. */
  observe(limits: RateLimits): void;
  /** A refusal (429) with platform milliseconds to stay away, or null; wall milliseconds that it will be. */
  refused(platformMs: number | null): number;
  /** An answer other than a refusal came. */
  succeeded(): void;
  /** Wall milliseconds left for requests of this priority. */
  leftMs(priority: Priority): number;
}

export interface RatePausesOptions {
  readonly clock: PlatformClock;
  readonly wallNow: () => number;
  readonly random: (() => number) | undefined;
}

/** A reset further away than this is not believed while a few requests are left; one then asks again. */
const LONGEST_LOW_MS = 60_000;
/**
 * Nor is one further away than this (wall) where none is left, or a `Retry-After`: an org must not be put off for good.
 * Windows are a minute long on every platform known.
 */
export const LONGEST_HOLD_MS = 15 * 60_000;

/** Creates pauses that are over. */
export function createRatePauses({ clock, wallNow, random }: RatePausesOptions): RatePauses {
  /** Few requests are left. */
  const low = createPlatformPause(clock, wallNow, LONGEST_LOW_MS);
  /** None is left, or the platform said how long to stay away. */
  const hold = createPlatformPause(clock, wallNow, LONGEST_HOLD_MS);
  const backOff = createBackOff(random);
  let backOffUntilMs = Number.NEGATIVE_INFINITY;

  const leftMs = (priority: Priority): number => {
    const heldMs = Math.max(hold.leftMs(), backOffUntilMs - wallNow(), 0);
    // Taking back may use up the last few requests, one by one; all else leaves them to it.
    return priority === 'rollback' ? heldMs : Math.max(heldMs, low.leftMs());
  };
  return {
    leftMs,
    observe({ remaining, resetAtMs }) {
      if (remaining < LOW_WATER) low.extendTo(resetAtMs);
      if (remaining === 0) hold.extendTo(resetAtMs);
    },
    refused(platformMs) {
      const isStated = platformMs !== null && platformMs > 0;
      const waitMs = isStated
        ? Math.min(LONGEST_HOLD_MS, clock.toWallMs(platformMs))
        : backOff.next();
      if (isStated) hold.extendTo(clock.nowMs() + platformMs);
      else backOffUntilMs = wallNow() + waitMs;
      return Math.max(waitMs, Math.ceil(leftMs('planning')));
    },
    succeeded: () => backOff.reset(),
  };
}
