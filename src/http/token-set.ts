import type { PlatformClock } from './platform-clock.js';
import {
  createTokenCache,
  type CachedToken,
  type TokenCache,
  type TokenGrant,
} from './token-cache.js';

/** The tokens of one org client: one for each set of scopes, so that none can do more than its requests need. */
export interface TokenSet {
  /** A token with these scopes and no others. Many callers share one fetch. */
  get(scopes: readonly string[], signal?: AbortSignal): Promise<CachedToken>;
  /** Lets go of this token: it was refused. */
  invalidate(token: string): void;
}

/** Creates an empty set over `fetchGrant`. */
export function createTokenSet(
  fetchGrant: (scopes: readonly string[]) => Promise<TokenGrant>,
  clock: PlatformClock,
): TokenSet {
  const caches = new Map<string, TokenCache>();
  return {
    get(scopes, signal) {
      const sorted = [...new Set(scopes)].toSorted();
      const key = sorted.join(' ');
      const cache = caches.get(key) ?? createTokenCache(() => fetchGrant(sorted), clock);
      caches.set(key, cache);
      return cache.get(signal);
    },
    invalidate(token) {
      for (const cache of caches.values()) cache.invalidate(token);
    },
  };
}
