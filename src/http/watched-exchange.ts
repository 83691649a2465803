import type { Exchange, Incoming, Outgoing } from './exchange.js';
import type { RequestSubject, WireEvent, WireObserver } from './observer.js';
import type { Headers, RateLimits } from './rate-limit-dialects.js';

/** What is known of a request besides what is sent. */
export interface RequestNote {
  readonly about: RequestSubject;
  readonly clientId: string;
  readonly attempt: number;
  readonly waitedMs: number;
}

export type WatchedExchange = (request: Outgoing, note: RequestNote) => Promise<Incoming>;

export interface WatchedExchangeOptions {
  readonly org: string;
  readonly exchange: Exchange;
  readonly observer: WireObserver | undefined;
  readonly rateLimitsOf: (headers: Headers) => RateLimits | null;
}

/** Identifiers as platforms write them; anything else could quote what was sent. */
const CORRELATION_ID = /^[\w.:-]{1,100}$/;

/** An exchange that tells its observer of every request and of what became of it. */
export function createWatchedExchange(options: WatchedExchangeOptions): WatchedExchange {
  const { org, exchange, observer, rateLimitsOf } = options;
  if (observer === undefined) return (request) => exchange(request);
  return async (request, { about, clientId, attempt, waitedMs }) => {
    const at = Date.now();
    const beganMs = performance.now();
    const tell = (came: Pick<WireEvent, 'status' | 'correlationId' | 'rateLimit'>): void =>
      observer({
        at,
        org,
        clientId,
        method: request.method,
        route: about.route,
        kind: about.kind ?? null,
        resourceId: about.resourceId ?? null,
        attempt,
        waitedMs,
        durationMs: performance.now() - beganMs,
        ...came,
      });
    let answer: Incoming;
    try {
      answer = await exchange(request);
    } catch (error) {
      tell({ status: null, correlationId: null, rateLimit: null });
      throw error;
    }
    const { status, headers } = answer;
    const secret = request.headers?.['authorization']?.replace(/^Bearer /, '');
    const correlationId = correlationIdOf(headers, secret);
    tell({ status, correlationId, rateLimit: rateLimitsOf(headers) });
    return answer;
  };
}

const CORRELATION_HEADERS = ['inin-correlation-id', 'x-correlation-id', 'x-request-id'];

function correlationIdOf(headers: Headers, secret: string | undefined): string | null {
  for (const name of CORRELATION_HEADERS) {
    const value = headers[name];
    if (typeof value !== 'string' || !CORRELATION_ID.test(value)) continue;
    return secret !== undefined && value.includes(secret) ? null : value;
  }
  return null;
}
