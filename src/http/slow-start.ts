import type { RateLimits } from './rate-limit-dialects.js';
import { concurrencyFor, newer } from './rate-window.js';

/** How many requests of an org client may be under way. */
export interface SlowStart {
  allowed(): number;
  observe(limits: RateLimits): void;
  refused(): void;
  succeeded(): void;
}

/**
 * Comes down at once with what the headers say is left, and to one with a refusal; grows by one with each good answer,
 * so that a reset is no stampede.
 */
export function createSlowStart(maxConcurrent: number): SlowStart {
  let latest: RateLimits | null = null;
  let ceiling = maxConcurrent;
  return {
    allowed: () => Math.min(ceiling, concurrencyFor(latest, maxConcurrent)),
    observe(limits) {
      latest = newer(latest, limits);
      ceiling = Math.min(ceiling, concurrencyFor(latest, maxConcurrent));
    },
    refused() {
      ceiling = 1;
    },
    succeeded() {
      ceiling = Math.min(maxConcurrent, ceiling + 1);
    },
  };
}
