import type { Json, JsonObject } from '../domain/json.js';
import { createAddress, createAskBase, type Locate } from './address.js';
import {
  errorOfAnswer,
  isSuccess,
  parseAnswer,
  type AnswerOrigin,
  type RefusalReader,
} from './answer.js';
import { ensureRoomToWrite } from './deadline.js';
import { WireError } from './errors.js';
import type { Incoming, Outgoing } from './exchange.js';
import { createExchanges, type Addressed } from './exchanges.js';
import type { Network } from './network.js';
import type { LocalBudget } from './local-budget.js';
import { observed, observedLimiter, type Observed } from './observer.js';
import { orWireError } from './or-wire-error.js';
import { createPlatformClock, type PlatformClock } from './platform-clock.js';
import type { Priority } from './priority.js';
import { createRateLimiter, type RateLimiter } from './rate-limit.js';
import {
  RATE_LIMIT_DIALECTS,
  type RateLimitParser,
  type RateLimits,
} from './rate-limit-dialects.js';
import { createRatePauses } from './rate-pauses.js';
import { parseRetryAfter } from './retry-after.js';
import type { CachedToken } from './token-cache.js';
import { fetchGrant } from './token-endpoint.js';
import type { OAuthClient, TokenRequestOf } from './token-request.js';
import { sendFile, type Transfer } from './transfer.js';
import { createTokenSet, type TokenSet } from './token-set.js';

export interface ApiClientOptions extends Pick<Observed, 'dialect' | 'describe' | 'observer'> {
  /** Logical org id, for errors. */
  readonly org: string;
  readonly baseUrl: string;
  readonly tokenPath: string;
  /** Where tokens are asked for, where that is not the base URL. */
  readonly loginUrl?: string | undefined;
  /** How tokens are asked for. Default: by the client-credentials grant, with the client in the form. */
  readonly tokenRequest?: TokenRequestOf;
  /** See `fetchGrant`. */
  readonly objectionTo?: (grant: JsonObject) => string | null;
  /** Asks where the API is, where that is not the base URL. */
  readonly locate?: Locate;
  /** What the dialect's refusals mean, where not what their status says. */
  readonly refusalOf?: RefusalReader;
  /** Of a request that names none. */
  readonly scopes: readonly string[];
  readonly credentials: () => Promise<OAuthClient>;
  readonly requestTimeoutMs: number;
  readonly maxConcurrent: number;
  /** Default: the guide's headers. */
  readonly rateLimits?: RateLimitParser;
  /** In place of headers, where the platform has none. */
  readonly budget?: LocalBudget;
  /** Proxies and authorities. Default: none, and Node's. */
  readonly network?: Network | undefined;
}

/** A request to an org's API; the token is put on it here. */
export interface ApiRequest extends Omit<Outgoing, 'headers' | 'form' | 'text' | 'search'> {
  readonly ifMatch?: string;
  /** Wall clock: a write that might still be under way then is not started. */
  readonly deadlineMs?: number;
  readonly priority?: Priority;
  /** Wall milliseconds; a longer wait for the platform's limit is refused as `rateLimited` instead of waited for. */
  readonly longestWaitMs?: number;
  /** The scopes that this request takes: its token has these and no others. */
  readonly scopes?: readonly string[];
}

export interface ApiAnswer {
  readonly body: Json | undefined;
  readonly etag: string | null;
}

/** One org client's way to its platform: tokens, limiter and clock are shared by all its requests. */
export interface ApiClient {
  /** Sends a request and judges the answer. Throws WireError only. */
  send(request: ApiRequest): Promise<ApiAnswer>;
  /** Sends or fetches a file, without a token; its text. Throws WireError, `unavailable` where it was refused. */
  transfer(transfer: Transfer): Promise<string>;
  token(scopes: readonly string[], signal?: AbortSignal): Promise<CachedToken>;
  /** What the client has been granted at most; empty where the platform does not say. The token is not kept. */
  grantedScopes(signal?: AbortSignal): Promise<readonly string[]>;
  /** Where the API answers; null: at the base URL. */
  address(): Promise<string | null>;
  readonly clock: PlatformClock;
}

interface Parts {
  readonly options: ApiClientOptions;
  readonly exchange: (request: Addressed) => Promise<Incoming>;
  readonly clock: PlatformClock;
  readonly limiter: RateLimiter;
  readonly tokens: TokenSet;
  readonly address: () => Promise<string | null>;
  /** The org may no longer be where it was said to be. */
  readonly doubtAddress: () => void;
  readonly rateLimitsOf: (headers: Incoming['headers']) => RateLimits | null;
}

/** Creates the client of one org. It never retries, but for one token refresh after a 401. */
export function createApiClient(given: ApiClientOptions): ApiClient {
  const parse = given.rateLimits ?? RATE_LIMIT_DIALECTS.guide;
  const clock = createPlatformClock();
  const rateLimitsOf: Parts['rateLimitsOf'] = (headers) => parse(headers, clock.nowMs());
  const { options, exchange } = observed(given, createExchanges(given), rateLimitsOf);
  const { org, tokenPath: path, maxConcurrent } = options;
  const limiter = observedLimiter(options, createRateLimiter({ clock, maxConcurrent }));
  // The endpoint's own limit: its 429 says nothing about requests to the API.
  const pauses = createRatePauses({ clock, wallNow: Date.now, random: undefined });
  const grant = (scopes: readonly string[]) =>
    fetchGrant({ ...options, scopes, path, exchange, clock, pauses });
  const tokens = createTokenSet(grant, clock);
  const { locate } = options;
  const located =
    locate === undefined ? null : createAddress(() => locate(createAskBase(org, exchange, clock)));
  const address = located ?? (async () => null);
  const doubtAddress = (): void => located?.doubt();
  const parts: Parts = {
    options,
    exchange,
    clock,
    limiter,
    tokens,
    address,
    doubtAddress,
    rateLimitsOf,
  };
  const asking = { method: 'POST', path } as const;
  return {
    clock,
    address,
    send: (request) => orWireError(org, request, () => send(parts, request)),
    transfer: (request) =>
      sendFile({ org, requestTimeoutMs: options.requestTimeoutMs, exchange }, request),
    token: (scopes, signal) =>
      orWireError(org, { ...asking, signal }, () => tokens.get(scopes, signal)),
    grantedScopes: (signal) =>
      orWireError(org, { ...asking, signal }, async () => (await grant([])).scopes),
  };
}

interface Sent {
  readonly answer: Incoming;
  readonly token: string;
}

async function send(parts: Parts, request: ApiRequest): Promise<ApiAnswer> {
  const first = await sendInTurn(parts, request);
  if (first.answer.status !== 401) return judge(parts, request, first);
  parts.tokens.invalidate(first.token);
  // The first request was refused, so nothing has changed: the same If-Match goes out again.
  return judge(parts, request, await sendInTurn(parts, request));
}

async function sendInTurn(parts: Parts, request: ApiRequest): Promise<Sent> {
  const { limiter, tokens, options } = parts;
  const { signal, priority, scopes = options.scopes } = request;
  for (;;) {
    const leave = await limiter.acquire({ signal, priority, longestWaitMs: patienceOf(request) });
    try {
      const held = await tokens.get(scopes, signal);
      // While the token was fetched, another answer may have said that nothing is left.
      if (limiter.pauseMs(priority) > 0) continue;
      return { answer: await sendWith(parts, request, held.token), token: held.token };
    } finally {
      leave();
    }
  }
}

/** Waiting past the deadline would only block the attempt: its caller learns at once how long to stay away. */
function patienceOf({ deadlineMs, longestWaitMs }: ApiRequest): number {
  const longestMs = longestWaitMs ?? Number.POSITIVE_INFINITY;
  return deadlineMs === undefined ? longestMs : Math.min(longestMs, deadlineMs - Date.now());
}

async function sendWith(parts: Parts, request: ApiRequest, token: string): Promise<Incoming> {
  const { clock, options } = parts;
  const { method, path, query, json, signal, ifMatch, deadlineMs } = request;
  const origin = await parts.address();
  if (method !== 'GET') {
    ensureRoomToWrite(deadlineMs, options.requestTimeoutMs, { org: options.org, method, path });
  }
  const outgoing: Addressed = {
    method,
    path,
    ...(origin === null ? {} : { origin }),
    ...(query === undefined ? {} : { query }),
    ...(json === undefined ? {} : { json }),
    ...(signal === undefined ? {} : { signal }),
    headers: {
      authorization: `Bearer ${token}`,
      ...(ifMatch === undefined ? {} : { 'if-match': ifMatch }),
    },
  };
  const answer = await parts.exchange(outgoing).catch((error: unknown) => {
    if (error instanceof WireError && error.facts.kind === 'noAnswer') parts.doubtAddress();
    throw error;
  });
  if (MAY_HAVE_MOVED.has(answer.status)) parts.doubtAddress();
  clock.observe(headerOf(answer, 'date'), answer.arrivedAtMs);
  takeNote(parts, answer);
  return answer;
}

/** What an address says that an org has left: it knows the token no more, or sends elsewhere. */
const MAY_HAVE_MOVED: ReadonlySet<number> = new Set([301, 302, 307, 308, 401, 410, 421]);

function takeNote({ clock, limiter, options, rateLimitsOf }: Parts, answer: Incoming): void {
  const { status, headers } = answer;
  limiter.observe(options.budget?.spent(status, clock.nowMs()) ?? rateLimitsOf(headers));
  if (status !== 429) limiter.succeeded();
}

function judge(parts: Parts, request: ApiRequest, { answer, token }: Sent): ApiAnswer {
  const { method, path } = request;
  const origin: AnswerOrigin = { org: parts.options.org, method, path, secrets: [token] };
  if (isSuccess(answer.status)) {
    return { body: parseAnswer(answer, origin), etag: headerOf(answer, 'etag') ?? null };
  }
  const waitMs = answer.status === 429 ? backOff(parts, answer) : undefined;
  throw errorOfAnswer(answer, origin, waitMs, parts.options.refusalOf);
}

/** Wall milliseconds to stay away after a 429, which the whole org client then does. */
function backOff({ clock, limiter, rateLimitsOf }: Parts, answer: Incoming): number {
  const limits = rateLimitsOf(answer.headers);
  return limiter.pauseFor(
    parseRetryAfter(headerOf(answer, 'retry-after'), clock.nowMs()) ??
      (limits === null ? null : limits.resetAtMs - clock.nowMs()),
  );
}

function headerOf(answer: Incoming, name: string): string | undefined {
  const value = answer.headers[name];
  return Array.isArray(value) ? value[0] : value;
}
