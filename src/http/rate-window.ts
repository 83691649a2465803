import type { RateLimits } from './rate-limit-dialects.js';

/** Below this many requests left, one goes at a time and only near the reset (the guide's number). */
export const LOW_WATER = 10;
/** Full speed until this part of the limit is left, then less in proportion. */
const FULL_SPEED_SHARE = 0.5;
/** Resets that differ by less are one window's: a dialect that counts in seconds from now states them roughly. */
const SAME_WINDOW_MS = 2_000;

/** Answers overtake each other: within a window only the smaller remainder counts. */
export function newer(known: RateLimits | null, limits: RateLimits): RateLimits {
  if (known === null || Math.abs(known.resetAtMs - limits.resetAtMs) >= SAME_WINDOW_MS)
    return limits;
  return known.remaining < limits.remaining ? known : limits;
}

/** How many requests at once what is left has room for; at least one. */
export function concurrencyFor(limits: RateLimits | null, maxConcurrent: number): number {
  if (limits === null) return maxConcurrent;
  if (limits.remaining < LOW_WATER) return 1;
  const share = limits.remaining / (limits.limit * FULL_SPEED_SHARE);
  return Math.min(maxConcurrent, Math.max(1, Math.ceil(share * maxConcurrent)));
}
