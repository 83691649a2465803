import type { PlatformClock } from './platform-clock.js';

/** A token as the platform gave it. Stays inside the worker's memory. */
export interface TokenGrant {
  readonly token: string;
  /** Platform time, not later than it was issued; an extrapolated clock may be ahead of the platform's. */
  readonly issuedAtMs: number;
  readonly lifetimeMs: number;
  readonly scopes: readonly string[];
}

export interface CachedToken extends TokenGrant {
  /** Platform time. */
  readonly expiresAtMs: number;
}

/** The token of one org client. */
export interface TokenCache {
  /** The current token, or a new one. Many callers share one fetch. */
  get(signal?: AbortSignal): Promise<CachedToken>;
  /** Lets go of this token, if it is still the current one: it was refused. */
  invalidate(token: string): void;
}

/** Let go at this share of the lifetime, so that no token runs out in the middle of a sequence of writes. */
const USABLE_SHARE = 0.8;

/** Creates a cache over `fetchGrant`; lifetimes are counted in platform time. */
export function createTokenCache(
  fetchGrant: () => Promise<TokenGrant>,
  clock: PlatformClock,
): TokenCache {
  let current: (CachedToken & { readonly usableUntilMs: number }) | null = null;
  let pending: Promise<CachedToken> | null = null;

  const fetchNow = async (): Promise<CachedToken> => {
    try {
      const grant = await fetchGrant();
      const { issuedAtMs, lifetimeMs } = grant;
      current = {
        ...grant,
        expiresAtMs: issuedAtMs + lifetimeMs,
        usableUntilMs: issuedAtMs + lifetimeMs * USABLE_SHARE,
      };
      return current;
    } finally {
      pending = null;
    }
  };

  return {
    get(signal) {
      if (current !== null && clock.nowMs() < current.usableUntilMs) {
        return Promise.resolve(current);
      }
      pending ??= fetchNow();
      return untilAborted(pending, signal);
    },
    invalidate(token) {
      if (current?.token === token) current = null;
    },
  };
}

/** One caller that gives up must not take the fetch away from the others: only its own wait ends. */
function untilAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  return new Promise<T>((resolve, reject) => {
    const giveUp = (): void =>
      reject(signal.reason instanceof Error ? signal.reason : new Error('cancelled'));
    if (signal.aborted) giveUp();
    signal.addEventListener('abort', giveUp, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', giveUp));
  });
}
