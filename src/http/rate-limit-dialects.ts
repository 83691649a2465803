/** What the last answer said about the org's request limit. */
export interface RateLimits {
  readonly limit: number;
  readonly remaining: number;
  /** Platform time, milliseconds since the epoch. */
  readonly resetAtMs: number;
}

export type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** Reads an answer's headers; null where they do not say, or say it in a way that cannot be understood. */
export type RateLimitParser = (headers: Headers, platformNowMs: number) => RateLimits | null;

/** Headers of request limits by dialect: their names, and the units that they count in. */
export const RATE_LIMIT_DIALECTS = {
  /** `X-RateLimit-Limit`, `-Remaining`, `-Reset` (Unix seconds). */
  guide: (headers) => {
    const resetSeconds = count(headers['x-ratelimit-reset']);
    return limits(
      count(headers['x-ratelimit-limit']),
      count(headers['x-ratelimit-remaining']),
      resetSeconds === null ? null : resetSeconds * 1000,
    );
  },
  /** `inin-ratelimit-allowed`, `-count` (how many were used), `-reset` (seconds from now). */
  genesysCloud: (headers, platformNowMs) => {
    const allowed = count(headers['inin-ratelimit-allowed']);
    const used = count(headers['inin-ratelimit-count']);
    const seconds = count(headers['inin-ratelimit-reset']);
    return limits(
      allowed,
      allowed === null || used === null ? null : Math.max(0, allowed - used),
      seconds === null ? null : platformNowMs + seconds * 1000,
    );
  },
  /** Documents none: only its 429 says that it was too much. */
  niceCxone: () => null,
} as const satisfies Record<string, RateLimitParser>;

function limits(
  limit: number | null,
  remaining: number | null,
  resetAtMs: number | null,
): RateLimits | null {
  if (limit === null || remaining === null || resetAtMs === null) return null;
  return { limit, remaining, resetAtMs };
}

function count(header: string | string[] | undefined): number | null {
  return typeof header === 'string' && /^\d{1,12}$/.test(header.trim()) ? Number(header) : null;
}
