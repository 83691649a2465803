const minuteMs = 60_000;
const requestsPerMinute = 1000;

/** What the limiter says about one request. */
export interface RateDecision {
  allowed: boolean;
  limit: number;
  remaining: number;
  /** Unix seconds, platform time. */
  resetAtSeconds: number;
  retryAfterSeconds: number;
}

/** Counts the requests of each org in each platform minute. */
export class RateLimiter {
  readonly #windows = new Map<string, { minute: number; used: number }>();

  take(orgId: string, nowMs: number): RateDecision {
    const minute = Math.floor(nowMs / minuteMs);
    const known = this.#windows.get(orgId);
    const window = known?.minute === minute ? known : { minute, used: 0 };
    window.used += 1;
    this.#windows.set(orgId, window);
    const resetAtMs = (minute + 1) * minuteMs;
    return {
      allowed: window.used <= requestsPerMinute,
      limit: requestsPerMinute,
      remaining: Math.max(0, requestsPerMinute - window.used),
      resetAtSeconds: resetAtMs / 1000,
      retryAfterSeconds: Math.max(1, Math.ceil((resetAtMs - nowMs) / 1000)),
    };
  }
}
