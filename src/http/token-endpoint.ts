import { isJsonObject, type Json, type JsonObject } from '../domain/json.js';
import {
  errorOfAnswer,
  isSuccess,
  malformed,
  parseAnswer,
  type AnswerOrigin,
  type RefusalReader,
} from './answer.js';
import { WireError, type WireErrorKind } from './errors.js';
import type { Exchange, Incoming } from './exchange.js';
import { parseDate } from './http-date.js';
import type { PlatformClock } from './platform-clock.js';
import { LONGEST_HOLD_MS, type RatePauses } from './rate-pauses.js';
import { parseRetryAfter } from './retry-after.js';
import type { TokenGrant } from './token-cache.js';
import {
  clientCredentials,
  isSame,
  secretsOf,
  type OAuthClient,
  type TokenRequestOf,
} from './token-request.js';

export interface TokenEndpointOptions {
  readonly org: string;
  readonly path: string;
  /** How the dialect asks; default: by the client-credentials grant, with the client in the form. */
  readonly tokenRequest?: TokenRequestOf | undefined;
  /** What is wrong with a grant that was given; null where nothing is. The words may name ids, and no token. */
  readonly objectionTo?: ((grant: JsonObject) => string | null) | undefined;
  readonly refusalOf?: RefusalReader | undefined;
  /** Asked for; none: whatever the client has been granted. */
  readonly scopes: readonly string[];
  /** Read for every fetch, so that a rotated secret is taken up by itself. */
  readonly credentials: () => Promise<OAuthClient>;
  readonly exchange: Exchange;
  readonly clock: PlatformClock;
  /** How long the token endpoint wants to be left alone; shared by all fetches of the org client. */
  readonly pauses: RatePauses;
}

/**
 * Asks for a token by the client-credentials grant. A secret may have been rotated just before it was sent: when the
 * client is refused, it is read once more, and tried where it has changed. Throws WireError `forbidden` where the
 * client has not been granted a scope, with the words for whoever can grant it; `rateLimited`, without having asked,
 * while the endpoint's last refusal for asking too often holds.
 */
export async function fetchGrant(options: TokenEndpointOptions): Promise<TokenGrant> {
  const heldMs = Math.ceil(options.pauses.leftMs('rollback'));
  if (heldMs > 0) throw heldBack(options, heldMs);
  const client = await readCredentials(options);
  const answer = await ask(options, client);
  if (!refusesClient(answer)) return judge(options, answer, [client]);
  const again = await readCredentials(options);
  if (isSame(client, again)) return judge(options, answer, [client]);
  return judge(options, await ask(options, again), [again, client]);
}

interface Asked extends Incoming {
  /** Platform time, when it was asked for. */
  readonly askedAtMs: number;
  readonly path: string;
}

async function ask(options: TokenEndpointOptions, client: OAuthClient): Promise<Asked> {
  const { path, scopes, exchange, clock, tokenRequest = clientCredentials() } = options;
  const askedAtMs = clock.nowMs();
  const asked = {
    method: 'POST',
    path,
    ...tokenRequest(client, scopes),
    purpose: 'token',
  } as const;
  const answer = await exchange(asked);
  clock.observe(headerOf(answer.headers['date']), answer.arrivedAtMs);
  return { ...answer, askedAtMs, path: asked.path };
}

/** An answer to the first of `sent`; none of their secrets may show up in what is kept of it. */
function judge(
  options: TokenEndpointOptions,
  answer: Asked,
  sent: readonly [OAuthClient, ...OAuthClient[]],
): TokenGrant {
  const { org, scopes, refusalOf, objectionTo } = options;
  const { path } = answer;
  const [{ clientId }] = sent;
  const secrets = sent.flatMap(secretsOf);
  const origin: AnswerOrigin = { org, method: 'POST', path, secrets };
  if (!isSuccess(answer.status)) {
    const told = errorOfAnswer(answer, origin, undefined, refusalOf);
    const error = withWait(told, waitAfter(options, answer, told.facts.kind));
    throw error.facts.code === 'invalid_scope'
      ? missingScopes(options, clientId, scopes)
      : refused(error);
  }
  options.pauses.succeeded();
  const body = parseAnswer(answer, origin);
  const objection = isJsonObject(body) ? (objectionTo?.(body) ?? null) : null;
  if (objection !== null)
    throw new WireError(objection, { kind: 'unauthorized', org, method: 'POST', path });
  const grant = {
    ...termsOf(body, origin, scopes),
    issuedAtMs: parseDate(headerOf(answer.headers['date'])) ?? answer.askedAtMs,
  };
  // A platform may give fewer than asked for instead of refusing: better found out here than in mid-write.
  const missing = scopes.filter((scope) => !grant.scopes.includes(scope));
  if (missing.length > 0) throw missingScopes(options, clientId, missing);
  return grant;
}

/** Wall milliseconds to stay away after a refusal; after one for asking too often no fetch goes out before. */
function waitAfter(
  { clock, pauses }: TokenEndpointOptions,
  answer: Asked,
  kind: WireErrorKind,
): number | undefined {
  const statedMs = parseRetryAfter(headerOf(answer.headers['retry-after']), clock.nowMs());
  // Dialects word it their own way: not all of them answer with 429.
  if (kind === 'rateLimited') return pauses.refused(statedMs);
  pauses.succeeded();
  return statedMs === null ? undefined : Math.min(LONGEST_HOLD_MS, clock.toWallMs(statedMs));
}

function withWait({ message, facts }: WireError, retryAfterMs: number | undefined): WireError {
  return new WireError(message, {
    ...facts,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
}

function heldBack({ org, path }: TokenEndpointOptions, retryAfterMs: number): WireError {
  const message = `POST ${path} of ${org} was held back: the last one was refused for asking too often, and its wait is not over.`;
  return new WireError(message, { kind: 'rateLimited', org, method: 'POST', path, retryAfterMs });
}

function missingScopes(
  { org, path }: TokenEndpointOptions,
  clientId: string,
  scopes: readonly string[],
): WireError {
  const facts = { kind: 'forbidden', org, method: 'POST', path, code: 'invalid_scope' } as const;
  return new WireError(
    `The OAuth client ${clientId} of ${org} has not been granted ${scopes.join(', ')}. Grant it to that client in the platform's administration of ${org}; "rollcall doctor --permissions" lists all that it needs.`,
    facts,
  );
}

/** RFC 6749, 5.2: 401, or 400 with `invalid_client`; `invalid_grant` where the credentials are the grant. */
function refusesClient({ status, text }: Incoming): boolean {
  return status === 401 || (status === 400 && /"error"\s*:\s*"invalid_(client|grant)"/.test(text));
}

async function readCredentials(options: TokenEndpointOptions): Promise<OAuthClient> {
  const { org, path } = options;
  try {
    return await options.credentials();
  } catch (error) {
    // Secret providers name the reference and the remedy, never a value.
    const reason = error instanceof Error ? error.message : 'unknown reason';
    throw new WireError(`No credentials for ${org}: ${reason}`, {
      // A store that is down for a moment is no reason to give the org up.
      kind: isPassing(error) ? 'unavailable' : 'unauthorized',
      org,
      method: 'POST',
      path,
    });
  }
}

/** Providers say so; this room does not know their error. */
function isPassing(error: unknown): boolean {
  return error instanceof Error && 'passing' in error && error.passing === true;
}

/** What is not the client's fault, and may be gone the next time. */
const PASSING: ReadonlySet<WireErrorKind> = new Set(['rateLimited', 'unavailable', 'malformed']);

/**
 * OAuth says 400 for a client that it refuses; to the caller that is the same as 401. Above all, a token endpoint
 * that is not found must not read as a resource that is not there.
 */
function refused(error: WireError): WireError {
  if (PASSING.has(error.facts.kind)) return error;
  return new WireError(error.message, { ...error.facts, kind: 'unauthorized' });
}

/** A year: a longer life would be no date any more once it is added up. */
const LONGEST_LIFE_S = 366 * 24 * 60 * 60;

function termsOf(
  body: Json | undefined,
  origin: AnswerOrigin,
  asked: readonly string[],
): Omit<TokenGrant, 'issuedAtMs'> {
  if (!isJsonObject(body)) throw malformed(origin, 'holds no token');
  const { access_token: token, expires_in: expiresIn, scope } = body;
  if (typeof token !== 'string' || !/^[\x21-\x7e]+$/.test(token))
    throw malformed(origin, 'holds no token');
  if (typeof expiresIn !== 'number' || expiresIn <= 0) throw malformed(origin, 'has no expires_in');
  // RFC 6749, 5.1: without `scope` the token has what was asked for.
  const scopes = typeof scope === 'string' ? scope.split(' ').filter(Boolean) : asked;
  return { token, lifetimeMs: Math.min(expiresIn, LONGEST_LIFE_S) * 1000, scopes };
}

function headerOf(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}
