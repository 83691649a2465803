import { envelopeOf, tryJson } from './answer.js';
import { WireError, type WireErrorKind } from './errors.js';
import type { Incoming, Outgoing } from './exchange.js';
import type { Headers, RateLimits } from './rate-limit-dialects.js';
import type { RateLimiter } from './rate-limit.js';
import type { OAuthClient } from './token-request.js';

/** What a path means to its dialect. */
export interface RouteDescription {
  /** Without ids, for example `/api/v2/routing/queues/{id}`. */
  readonly template: string;
  /** Kind of the resource, where the route is one's. */
  readonly kind: string | null;
  /** The platform's id of the resource, where the path names one. */
  readonly id: string | null;
}

/**
 * One exchange that ended. There is no member that could hold a body, a header, a token or a secret; what comes from
 * outside is cut short and holds nothing of what the request authenticated itself with.
 */
export interface WireExchange {
  /** Logical org id. */
  readonly org: string;
  /** The OAuth client's id; null until its credentials have been read. */
  readonly clientId: string | null;
  readonly dialect: string;
  readonly purpose: 'token' | 'api';
  readonly method: string;
  readonly route: RouteDescription;
  readonly status: number | null;
  /** Why there is no status. */
  readonly failure: WireErrorKind | null;
  /** The platform's error code, for example `general.conflict`. */
  readonly code: string | null;
  /** The platform's id of this exchange, from the answer's error or its correlation header. */
  readonly correlationId: string | null;
  readonly rateLimits: RateLimits | null;
  /** Wall clock. */
  readonly startedAtMs: number;
  readonly durationMs: number;
  readonly bytesSent: number;
  readonly bytesReceived: number;
}

/** Hears of everything that goes over the wire. It must neither throw nor take its time. */
export interface WireObserver {
  exchangeEnded(exchange: WireExchange): void;
  /** A request had to wait for its turn, in wall milliseconds; `limited` where the org's request limit was why. */
  waited(wait: {
    readonly org: string;
    readonly waitedMs: number;
    readonly limited: boolean;
  }): void;
}

export interface Observed {
  readonly org: string;
  readonly credentials: () => Promise<OAuthClient>;
  /** Default: `other`. */
  readonly dialect?: string;
  /** How the dialect reads a path; null for a path it does not know. */
  readonly describe?: (path: string) => RouteDescription | null;
  readonly observer?: WireObserver | undefined;
}

/** The same exchange, credentials and limiter, with the observer told of them; themselves where there is none. */
export function observed<Options extends Observed, Request extends Outgoing>(
  options: Options,
  exchange: (request: Request) => Promise<Incoming>,
  rateLimitsOf: (headers: Headers) => RateLimits | null,
): { readonly options: Options; readonly exchange: (request: Request) => Promise<Incoming> } {
  const { observer } = options;
  if (observer === undefined) return { options, exchange };
  let clientId: string | null = null;
  const credentials = async (): Promise<OAuthClient> => {
    const read = await options.credentials();
    clientId = read.clientId;
    return read;
  };
  return {
    options: { ...options, credentials },
    exchange: async (request) => {
      const startedAtMs = Date.now();
      const begun = performance.now();
      const tell = (end: { answer?: Incoming; error?: unknown }): void =>
        observer.exchangeEnded({
          ...ended(options, request, end),
          rateLimits: end.answer === undefined ? null : rateLimitsOf(end.answer.headers),
          clientId,
          startedAtMs,
          durationMs: Math.round(performance.now() - begun),
        });
      try {
        const answer = await exchange(request);
        tell({ answer });
        return answer;
      } catch (error) {
        tell({ error });
        throw error;
      }
    },
  };
}

/** The same limiter, with the observer told of what waited longer than a moment. */
export function observedLimiter({ org, observer }: Observed, limiter: RateLimiter): RateLimiter {
  if (observer === undefined) return limiter;
  return {
    ...limiter,
    async acquire(request) {
      const limited = limiter.pauseMs(request?.priority) > 0;
      const begun = performance.now();
      const leave = await limiter.acquire(request);
      const waitedMs = Math.round(performance.now() - begun);
      if (limited || waitedMs > 0) observer.waited({ org, waitedMs, limited });
      return leave;
    },
  };
}

type Ended = Omit<WireExchange, 'clientId' | 'rateLimits' | 'startedAtMs' | 'durationMs'>;

function ended(
  options: Observed,
  request: Outgoing,
  { answer, error }: { answer?: Incoming; error?: unknown },
): Ended {
  const secrets = secretsOf(request);
  const { org, describe = () => null, dialect = 'other' } = options;
  const { method, path, json, form, text, purpose = 'api' } = request;
  const encoded = json === undefined ? form && new URLSearchParams(form) : JSON.stringify(json);
  const sent = encoded ?? text;
  return {
    org,
    dialect,
    purpose,
    method,
    route: clean(describe(path) ?? guess(path), secrets),
    status: answer?.status ?? null,
    failure: answer === undefined ? failureOf(error) : null,
    ...identifiersOf(answer, secrets),
    bytesSent: sent === undefined ? 0 : Buffer.byteLength(sent.toString()),
    bytesReceived: answer === undefined ? 0 : Buffer.byteLength(answer.text),
  };
}

function failureOf(error: unknown): WireErrorKind {
  return error instanceof WireError ? error.facts.kind : 'noAnswer';
}

const CORRELATION_HEADERS = ['inin-correlation-id', 'x-correlation-id', 'x-request-id'];

function identifiersOf(
  answer: Incoming | undefined,
  secrets: readonly string[],
): Pick<WireExchange, 'code' | 'correlationId'> {
  if (answer === undefined) return { code: null, correlationId: null };
  // Only an error's body has them; that of a success is not parsed twice.
  const { code, contextId } = answer.status >= 400 ? envelopeOf(tryJson(answer.text), secrets) : {};
  const headers = CORRELATION_HEADERS.map((name) => answer.headers[name]);
  const named = headers.find((value) => typeof value === 'string');
  const correlationId = contextId ?? envelopeOf({ contextId: named ?? null }, secrets).contextId;
  return { code: code ?? null, correlationId: correlationId ?? null };
}

/** What a request authenticates itself with, and what an answer may therefore echo. */
function secretsOf({ headers = {}, form = {}, json, purpose }: Outgoing): readonly string[] {
  const [, credential = ''] = (headers['authorization'] ?? '').split(' ');
  const basic = Buffer.from(credential, 'base64').toString('utf8').split(':').slice(1).join(':');
  const fields = ['client_secret', 'client_assertion', 'assertion', 'password', 'refresh_token'];
  const told = purpose === 'token' && typeof json === 'object' ? Object.values(json ?? {}) : [];
  return [credential, basic, ...fields.map((name) => form[name] ?? ''), ...told].flatMap(
    (secret: unknown) => (typeof secret === 'string' && secret.length > 2 ? [secret] : []),
  );
}

const MAX_CHARACTERS = 200;

function clean(route: RouteDescription, secrets: readonly string[]): RouteDescription {
  const text = (value: string): string => {
    const short = value.split('?', 1)[0]?.replaceAll(/[^\x20-\x7e]/g, '�') ?? '';
    return secrets.some((secret) => short.includes(secret))
      ? '[withheld]'
      : short.slice(0, MAX_CHARACTERS);
  };
  const { template, kind, id } = route;
  return { template: text(template), kind, id: id === null ? null : text(id) };
}

/** A path that no dialect describes: whatever is no plain word or version counts as an id. */
function guess(path: string): RouteDescription {
  const isWord = (segment: string): boolean => /^(?:[a-z][a-z_-]*|v\d+(?:\.\d+)?|)$/i.test(segment);
  const segments = (path.split('?', 1)[0] ?? '').split('/');
  const id = segments.findLast((segment) => !isWord(segment)) ?? null;
  const template = segments.map((segment) => (isWord(segment) ? segment : '{id}')).join('/');
  return { template, kind: null, id };
}
