import type { PlatformClock } from './platform-clock.js';
import type { Priority } from './priority.js';
import type { RateLimits } from './rate-limit-dialects.js';
import { createRatePauses } from './rate-pauses.js';
import { createSlowStart } from './slow-start.js';
import type { TurnRequest } from './turn-queue.js';
import { createTurns } from './turns.js';

/** Lets the requests of one org client through, as many at once as the platform's headers leave room for. */
export interface RateLimiter {
  /**
   * Waits for a turn; the returned function ends it. Rejects with the signal's reason, or with TurnRefused where
   * the wait is longer than asked for or the line is full.
   */
  acquire(request?: TurnRequest): Promise<() => void>;
  /** What the last answer said; null where it said nothing. */
  observe(limits: RateLimits | null): void;
  /**
   * The platform refused (429), and asked to stay away for so many platform milliseconds; null where it did not say.
   * Wall milliseconds that it will be.
   */
  pauseFor(platformMs: number | null): number;
  /** An answer other than a refusal came. */
  succeeded(): void;
  /** Wall milliseconds until the next turn at the earliest; 0 when it is a matter of the queue only. */
  pauseMs(priority?: Priority): number;
  /** How many requests may be under way now. */
  allowed(): number;
}

export interface RateLimiterOptions {
  readonly clock: PlatformClock;
  readonly maxConcurrent: number;
  /** More than these waiting are refused. */
  readonly maxWaiting?: number;
  readonly wallNow?: () => number;
  /** Uniform in [0, 1), for jitter. */
  readonly random?: () => number;
}

const MAX_WAITING = 2_000;

/**
 * Creates a limiter. It goes by what the headers say is left, never by its own count: other workers, telemetry
 * and people's own tools draw on the same limit.
 */
export function createRateLimiter(options: RateLimiterOptions): RateLimiter {
  const { clock, maxConcurrent, maxWaiting = MAX_WAITING, wallNow = Date.now, random } = options;
  const pauses = createRatePauses({ clock, wallNow, random });
  const slowStart = createSlowStart(maxConcurrent);
  const turns = createTurns({
    maxWaiting,
    allowed: () => slowStart.allowed(),
    pauseMs: (priority) => pauses.leftMs(priority),
  });
  return {
    allowed: () => slowStart.allowed(),
    pauseMs: (priority = 'planning') => pauses.leftMs(priority),
    acquire: (request = {}) => turns.acquire(request),
    observe(limits) {
      if (limits === null) return;
      slowStart.observe(limits);
      pauses.observe(limits);
      turns.admit();
    },
    pauseFor(platformMs) {
      slowStart.refused();
      return pauses.refused(platformMs);
    },
    succeeded() {
      pauses.succeeded();
      slowStart.succeeded();
      turns.admit();
    },
  };
}
