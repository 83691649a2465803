import type { RateLimits } from './rate-limit-dialects.js';

/** What a client may ask of an org in a minute, where the platform keeps its limit to itself. */
export interface LocalBudget {
  /** Takes note of an answer; what is left then. Platform time. */
  spent(status: number, platformNowMs: number): RateLimits;
}

const MINUTE_MS = 60_000;
/** A refusal says that others ask as well: this much of the budget is left to them, for now. */
const SHARE_AFTER_REFUSAL = 0.5;
/** A minute without a refusal gives this much of the whole back. */
const SHARE_REGAINED = 0.1;
/** Less would not get a rollback through. */
const LEAST = 30;

/**
 * Counts what goes out in each minute of the platform's. It is one process's count: whoever else draws on the same
 * limit shows by refusals only, each of which halves the budget, once a minute.
 */
export function createLocalBudget(perMinute: number): LocalBudget {
  let minute = Number.NaN;
  let used = 0;
  let limit = perMinute;
  let wasRefused = false;
  return {
    spent(status, platformNowMs) {
      const now = Math.floor(platformNowMs / MINUTE_MS);
      if (now !== minute) {
        if (!wasRefused) limit = Math.min(perMinute, limit + perMinute * SHARE_REGAINED);
        [minute, used, wasRefused] = [now, 0, false];
      }
      used += 1;
      if (status === 429 && !wasRefused) {
        limit = Math.max(Math.min(LEAST, perMinute), Math.floor(limit * SHARE_AFTER_REFUSAL));
        wasRefused = true;
      }
      return {
        limit,
        remaining: Math.max(0, Math.floor(limit) - used),
        resetAtMs: (now + 1) * MINUTE_MS,
      };
    },
  };
}
