/** What the limiter says about one request. */
export interface RateDecision {
  allowed: boolean;
  limit: number;
  remaining: number;
  /** Unix seconds, platform time. */
  resetAtSeconds: number;
  retryAfterSeconds: number;
}

/** Counts the requests of each org in each window of platform time. */
export class RateLimiter {
  readonly #windows = new Map<string, { window: number; used: number }>();
  readonly #limit: number;
  readonly #windowMs: number;

  constructor({ requests, seconds }: { requests: number; seconds: number }) {
    this.#limit = requests;
    this.#windowMs = seconds * 1000;
  }

  take(orgId: string, nowMs: number): RateDecision {
    const window = Math.floor(nowMs / this.#windowMs);
    const known = this.#windows.get(orgId);
    const current = known?.window === window ? known : { window, used: 0 };
    current.used += 1;
    this.#windows.set(orgId, current);
    const resetAtMs = (window + 1) * this.#windowMs;
    return {
      allowed: current.used <= this.#limit,
      limit: this.#limit,
      remaining: Math.max(0, this.#limit - current.used),
      resetAtSeconds: resetAtMs / 1000,
      retryAfterSeconds: Math.max(1, Math.ceil((resetAtMs - nowMs) / 1000)),
    };
  }
}
