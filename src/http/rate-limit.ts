import { createBackOff } from './back-off.js';
import type { PlatformClock } from './platform-clock.js';
import { createPlatformPause } from './platform-pause.js';
import type { Priority } from './priority.js';
import type { RateLimits } from './rate-limit-dialects.js';
import { concurrencyFor, LOW_WATER, newer } from './rate-window.js';
import { createTurnQueue, type TurnRequest } from './turn-queue.js';

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

/** How often a pause is looked at again. */
const RECHECK_MS = 500;
const MAX_WAITING = 2_000;
/** A reset further away than this is not believed while a few requests are left; one then asks again. */
const LONGEST_LOW_MS = 60_000;
/** Nor is one further away than this where none is left. Windows are a minute long on every platform known. */
const LONGEST_HOLD_MS = 15 * 60_000;

/**
 * Creates a limiter. It goes by what the headers say is left, never by its own count: other workers, telemetry
 * and people's own tools draw on the same limit.
 */
export function createRateLimiter(options: RateLimiterOptions): RateLimiter {
  const { clock, maxConcurrent, maxWaiting = MAX_WAITING, wallNow = Date.now } = options;
  const low = createPlatformPause(clock, wallNow, LONGEST_LOW_MS);
  const hold = createPlatformPause(clock, wallNow, LONGEST_HOLD_MS);
  const backOff = createBackOff(options.random);
  let backOffUntilMs = Number.NEGATIVE_INFINITY;
  let latest: RateLimits | null = null;
  /** Grows by one with each good answer after it had to come down, so that a reset is no stampede. */
  let ceiling = maxConcurrent;
  let inFlight = 0;
  let timer: NodeJS.Timeout | undefined;

  const allowed = (): number => Math.min(ceiling, concurrencyFor(latest, maxConcurrent));
  const pauseMs = (priority: Priority = 'planning'): number => {
    const heldMs = Math.max(hold.leftMs(), backOffUntilMs - wallNow(), 0);
    // Taking back may use up the last few requests, one by one; all else leaves them to it.
    return priority === 'rollback' ? heldMs : Math.max(heldMs, low.leftMs());
  };
  const admit = (): void => {
    clearTimeout(timer);
    for (let next = queue.first(); next !== null && inFlight < allowed(); next = queue.first()) {
      const waitMs = pauseMs(next);
      if (waitMs > 0) {
        timer = setTimeout(admit, Math.min(waitMs, RECHECK_MS));
        queue.refuseImpatient(pauseMs);
        return;
      }
      inFlight += 1;
      queue.admitFirst();
    }
  };
  const queue = createTurnQueue(maxWaiting, admit);
  return {
    allowed,
    pauseMs,
    async acquire(request = {}) {
      const turn = queue.join(request);
      admit();
      await turn;
      return once(() => {
        inFlight -= 1;
        admit();
      });
    },
    observe(limits) {
      if (limits === null) return;
      latest = newer(latest, limits);
      ceiling = Math.min(ceiling, concurrencyFor(latest, maxConcurrent));
      if (latest.remaining < LOW_WATER) low.extendTo(latest.resetAtMs);
      if (latest.remaining === 0) hold.extendTo(latest.resetAtMs);
      admit();
    },
    pauseFor(platformMs) {
      ceiling = 1;
      const isStated = platformMs !== null && platformMs > 0;
      const waitMs = isStated ? clock.toWallMs(platformMs) : backOff.next();
      if (isStated) hold.extendTo(clock.nowMs() + platformMs);
      else backOffUntilMs = wallNow() + waitMs;
      return Math.max(waitMs, Math.ceil(pauseMs()));
    },
    succeeded() {
      backOff.reset();
      ceiling = Math.min(maxConcurrent, ceiling + 1);
      admit();
    },
  };
}

function once(action: () => void): () => void {
  let done = false;
  return () => {
    if (done) return;
    done = true;
    action();
  };
}
