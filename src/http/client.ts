import type { Json } from '../domain/json.js';
import { errorOfAnswer, isSuccess, parseAnswer, type AnswerOrigin } from './answer.js';
import { ensureRoomToWrite } from './deadline.js';
import { WireError } from './errors.js';
import { createExchange, type Exchange, type Incoming, type Outgoing } from './exchange.js';
import { observed, observedLimiter, type Observed } from './observer.js';
import { createPlatformClock, type PlatformClock } from './platform-clock.js';
import { createRateLimiter, type RateLimiter } from './rate-limit.js';
import { parseRateLimits } from './rate-limit-headers.js';
import { parseRetryAfter } from './retry-after.js';
import { createTokenCache, type CachedToken, type TokenCache } from './token-cache.js';
import { fetchGrant, type OAuthClient } from './token-endpoint.js';

export interface ApiClientOptions extends Pick<Observed, 'dialect' | 'describe' | 'observer'> {
  /** Logical org id, for errors. */
  readonly org: string;
  readonly baseUrl: string;
  readonly tokenPath: string;
  readonly scopes: readonly string[];
  readonly credentials: () => Promise<OAuthClient>;
  readonly requestTimeoutMs: number;
  readonly maxConcurrent: number;
}

/** A request to an org's API; the token is put on it here. */
export interface ApiRequest extends Omit<Outgoing, 'headers' | 'form'> {
  readonly ifMatch?: string;
  /** Wall clock: a write that might still be under way then is not started. */
  readonly deadlineMs?: number;
}

export interface ApiAnswer {
  readonly body: Json | undefined;
  readonly etag: string | null;
}

/** One org client's way to its platform: token, limiter and clock are shared by all its requests. */
export interface ApiClient {
  /** Sends a request and judges the answer. Throws WireError only. */
  send(request: ApiRequest): Promise<ApiAnswer>;
  token(signal?: AbortSignal): Promise<CachedToken>;
  readonly clock: PlatformClock;
}

interface Parts {
  readonly options: ApiClientOptions;
  readonly exchange: Exchange;
  readonly clock: PlatformClock;
  readonly limiter: RateLimiter;
  readonly tokens: TokenCache;
}

/** Creates the client of one org. It never retries, but for one token refresh after a 401. */
export function createApiClient(given: ApiClientOptions): ApiClient {
  const { options, exchange } = observed(given, createExchange(given));
  const { org, tokenPath: path, maxConcurrent } = options;
  const clock = createPlatformClock();
  const limiter = observedLimiter(options, createRateLimiter({ clock, maxConcurrent }));
  const tokens = createTokenCache(() => fetchGrant({ ...options, path, exchange, clock }), clock);
  const parts: Parts = { options, exchange, clock, limiter, tokens };
  return {
    clock,
    send: (request) => orCancelled(org, request, () => send(parts, request)),
    token: (signal) => orCancelled(org, { method: 'POST', path, signal }, () => tokens.get(signal)),
  };
}

async function send(parts: Parts, request: ApiRequest): Promise<ApiAnswer> {
  refuseHopelessWait(parts, request);
  const leave = await parts.limiter.acquire(request.signal);
  try {
    const { token } = await parts.tokens.get(request.signal);
    const first = await sendWith(parts, request, token);
    if (first.status !== 401) return judge(parts, request, first, token);
    parts.tokens.invalidate(token);
    const fresh = await parts.tokens.get(request.signal);
    // The first request was refused, so nothing has changed: the same If-Match goes out again.
    return judge(parts, request, await sendWith(parts, request, fresh.token), fresh.token);
  } finally {
    leave();
  }
}

/** Waiting past the deadline would only block the attempt: its caller learns at once how long to stay away. */
function refuseHopelessWait(parts: Parts, request: ApiRequest): void {
  const { org } = parts.options;
  const { method, path, deadlineMs } = request;
  const retryAfterMs = parts.limiter.pauseMs();
  if (deadlineMs === undefined || retryAfterMs === 0 || Date.now() + retryAfterMs < deadlineMs) {
    return;
  }
  throw new WireError(`${method} ${path} of ${org} would exceed the org's request limit.`, {
    kind: 'rateLimited',
    org,
    method,
    path,
    retryAfterMs,
  });
}

async function sendWith(parts: Parts, request: ApiRequest, token: string): Promise<Incoming> {
  const { org, requestTimeoutMs } = parts.options;
  const { method, path, ifMatch, deadlineMs, ...rest } = request;
  if (method !== 'GET') {
    ensureRoomToWrite(deadlineMs, requestTimeoutMs, { org, method, path });
  }
  const answer = await parts.exchange({
    ...rest,
    method,
    path,
    headers: {
      authorization: `Bearer ${token}`,
      ...(ifMatch === undefined ? {} : { 'if-match': ifMatch }),
    },
  });
  parts.clock.observe(headerOf(answer, 'date'), answer.arrivedAtMs);
  parts.limiter.observe(parseRateLimits(answer.headers));
  return answer;
}

function judge(parts: Parts, request: ApiRequest, answer: Incoming, token: string): ApiAnswer {
  const { method, path } = request;
  const origin: AnswerOrigin = { org: parts.options.org, method, path, secrets: [token] };
  if (isSuccess(answer.status)) {
    return { body: parseAnswer(answer, origin), etag: headerOf(answer, 'etag') ?? null };
  }
  throw errorOfAnswer(answer, origin, answer.status === 429 ? backOff(parts, answer) : undefined);
}

/** Wall milliseconds to stay away after a 429, which the whole org client then does. */
function backOff({ clock, limiter }: Parts, answer: Incoming): number | undefined {
  const limits = parseRateLimits(answer.headers);
  const platformMs =
    parseRetryAfter(headerOf(answer, 'retry-after'), clock.nowMs()) ??
    (limits === null ? null : Math.max(0, limits.resetAtMs - clock.nowMs()));
  if (platformMs === null) return undefined;
  limiter.pauseFor(platformMs);
  return clock.toWallMs(platformMs);
}

/** An abort while waiting for a turn or a token comes as the signal's own reason. */
async function orCancelled<T>(
  org: string,
  request: { method: string; path: string; signal?: AbortSignal | undefined },
  work: () => Promise<T>,
): Promise<T> {
  const { method, path, signal } = request;
  try {
    return await work();
  } catch (error) {
    if (error instanceof WireError || signal?.aborted !== true) throw error;
    throw new WireError(`${method} ${path} of ${org} was cancelled.`, {
      kind: 'cancelled',
      org,
      method,
      path,
    });
  }
}

function headerOf(answer: Incoming, name: string): string | undefined {
  const value = answer.headers[name];
  return Array.isArray(value) ? value[0] : value;
}
