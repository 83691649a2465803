import type { PlatformClock } from './platform-clock.js';
import { createPlatformPause } from './platform-pause.js';
import type { RateLimits } from './rate-limit-headers.js';
import { createTurnQueue } from './turn-queue.js';

/** Lets the requests of one org client through, as many at once as the platform's headers leave room for. */
export interface RateLimiter {
  /** Waits for a turn; the returned function ends it. Rejects with the signal's reason. */
  acquire(signal?: AbortSignal): Promise<() => void>;
  /** What the last answer said; null where it said nothing. */
  observe(limits: RateLimits | null): void;
  /** The platform asked to stay away for so many platform milliseconds (429). */
  pauseFor(platformMs: number): void;
  /** Wall milliseconds until the next turn at the earliest; 0 when it is a matter of the queue only. */
  pauseMs(): number;
  /** How many requests may be under way now. */
  allowed(): number;
}

export interface RateLimiterOptions {
  readonly clock: PlatformClock;
  readonly maxConcurrent: number;
  readonly wallNow?: () => number;
}

/** Below this many requests left, one goes at a time and only near the reset (the guide's number). */
const LOW_WATER = 10;
/** Full speed until this part of the limit is left, then less in proportion. */
const FULL_SPEED_SHARE = 0.5;
/** How often a pause is looked at again. */
const RECHECK_MS = 500;

/**
 * Creates a limiter. It goes by what the headers say is left, never by its own count: other workers, telemetry
 * and people's own tools draw on the same limit.
 */
export function createRateLimiter(options: RateLimiterOptions): RateLimiter {
  const { clock, maxConcurrent, wallNow = Date.now } = options;
  const pause = createPlatformPause(clock, wallNow);
  let latest: RateLimits | null = null;
  let inFlight = 0;
  let timer: NodeJS.Timeout | undefined;

  const admit = (): void => {
    clearTimeout(timer);
    while (queue.length() > 0 && inFlight < concurrencyFor(latest, maxConcurrent)) {
      const waitMs = pause.leftMs();
      if (waitMs > 0) {
        timer = setTimeout(admit, Math.min(waitMs, RECHECK_MS));
        return;
      }
      inFlight += 1;
      queue.admitFirst();
    }
  };
  const queue = createTurnQueue(admit);
  return {
    async acquire(signal) {
      const turn = queue.join(signal);
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
      if (latest.remaining < LOW_WATER) pause.extendTo(latest.resetAtMs);
      admit();
    },
    pauseFor: (platformMs) => pause.extendTo(clock.nowMs() + platformMs),
    pauseMs: () => pause.leftMs(),
    allowed: () => concurrencyFor(latest, maxConcurrent),
  };
}

/** Answers overtake each other: within a window only the smaller remainder counts. */
function newer(known: RateLimits | null, limits: RateLimits): RateLimits {
  if (known === null || known.resetAtMs !== limits.resetAtMs) return limits;
  return known.remaining < limits.remaining ? known : limits;
}

function concurrencyFor(limits: RateLimits | null, maxConcurrent: number): number {
  if (limits === null) return maxConcurrent;
  if (limits.remaining < LOW_WATER) return 1;
  const share = limits.remaining / (limits.limit * FULL_SPEED_SHARE);
  return Math.min(maxConcurrent, Math.max(1, Math.ceil(share * maxConcurrent)));
}

function once(action: () => void): () => void {
  let done = false;
  return () => {
    if (done) return;
    done = true;
    action();
  };
}
