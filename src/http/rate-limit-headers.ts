/** What the last answer said about the org's request limit. */
export interface RateLimits {
  readonly limit: number;
  readonly remaining: number;
  /** Platform time, milliseconds since the epoch. */
  readonly resetAtMs: number;
}

type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** Reads `X-RateLimit-Limit`, `-Remaining` and `-Reset` (Unix seconds). Null unless all three are numbers. */
export function parseRateLimits(headers: Headers): RateLimits | null {
  const limit = count(headers['x-ratelimit-limit']);
  const remaining = count(headers['x-ratelimit-remaining']);
  const resetSeconds = count(headers['x-ratelimit-reset']);
  if (limit === null || remaining === null || resetSeconds === null) return null;
  return { limit, remaining, resetAtMs: resetSeconds * 1000 };
}

function count(header: string | string[] | undefined): number | null {
  return typeof header === 'string' && /^\d{1,12}$/.test(header.trim()) ? Number(header) : null;
}
