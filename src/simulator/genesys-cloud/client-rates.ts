const minuteMs = 60_000;
export const requestsPerMinute = 300;

/** Routes that take fewer requests a minute than the rest: they refuse before the counter is out. */
const stricter: Record<string, number> = {
  'POST /api/v2/flows/jobs': 60,
  'POST /api/v2/flows/export/jobs': 60,
  'POST /api/v2/architect/dependencytracking/build': 5,
};
const tokensPerMinute = 30;

/** What the limiter says about one request, in the vendor's terms. */
export interface ClientRate {
  allowed: boolean;
  /** Requests used in this minute, this one included. */
  count: number;
  /** Seconds that remain of the minute. */
  resetSeconds: number;
}

/** Counts the requests of each client in each platform minute. */
export class ClientRates {
  readonly #windows = new Map<string, { minute: number; used: number }>();

  /** Counts a request, against its client's limit and against that of its route. */
  take(clientId: string, route: string, nowMs: number): ClientRate {
    const count = this.#count(clientId, nowMs);
    const limit = stricter[route];
    const fits = limit === undefined || this.#count(`${clientId} ${route}`, nowMs) <= limit;
    return { ...this.look(clientId, nowMs), allowed: count <= requestsPerMinute && fits };
  }

  /** The counter as it is, without counting. */
  look(clientId: string, nowMs: number): ClientRate {
    const window = this.#windows.get(clientId);
    const count = window?.minute === Math.floor(nowMs / minuteMs) ? window.used : 0;
    const resetSeconds = Math.max(1, Math.ceil((minuteMs - (nowMs % minuteMs)) / 1000));
    return { allowed: count <= requestsPerMinute, count, resetSeconds };
  }

  /** Counts a request for a token; the token endpoint has a limit of its own. */
  takeToken(clientId: string, nowMs: number): boolean {
    return this.#count(`token of ${clientId}`, nowMs) <= tokensPerMinute;
  }

  #count(key: string, nowMs: number): number {
    const minute = Math.floor(nowMs / minuteMs);
    const known = this.#windows.get(key);
    const window = known?.minute === minute ? known : { minute, used: 0 };
    window.used += 1;
    this.#windows.set(key, window);
    return window.used;
  }
}

export function rateHeaders({ count, resetSeconds }: ClientRate): Record<string, string> {
  return {
    'inin-ratelimit-allowed': String(requestsPerMinute),
    'inin-ratelimit-count': String(count),
    'inin-ratelimit-reset': String(resetSeconds),
  };
}
