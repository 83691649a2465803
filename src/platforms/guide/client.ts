import type { OrgBinding } from '../../domain/release-model.js';
import { malformed } from '../../http/answer.js';
import { createApiClient, type ApiClient } from '../../http/client.js';
import { WireError } from '../../http/errors.js';
import type { WireObserver } from '../../http/observer.js';
import type { OAuthClient } from '../../http/token-endpoint.js';
import type { CallOptions, OrgClient, PlatformTime, TokenProof } from '../port.js';
import { fetchOrganizations } from './organizations.js';
import { createResourceCalls } from './resources.js';
import { ALL_SCOPES, describeRoute, GUIDE_ROUTES, TOKEN_PATH } from './routes.js';
import { fetchCallSums } from './telemetry.js';

export interface GuideClientOptions {
  readonly org: OrgBinding;
  /** Read for every token; throws an Error that names the remedy, never a value. */
  readonly credentials: () => Promise<OAuthClient>;
  /** Asked for with every token. Default: all that any release can need. */
  readonly scopes?: readonly string[];
  readonly requestTimeoutMs?: number;
  readonly maxConcurrent?: number;
  readonly observer?: WireObserver;
}

const DEFAULT_REQUEST_TIMEOUT_MS = 20_000;
const DEFAULT_MAX_CONCURRENT = 8;
/** A clock reading younger than this needs no request. */
const FRESH_CLOCK_MS = 1_000;

/** An org client for the guide's REST contract. */
export function createGuideClient(options: GuideClientOptions): OrgClient {
  const { org: binding, credentials, scopes = ALL_SCOPES } = options;
  const { org, baseUrl } = binding;
  const api = createApiClient({
    org,
    baseUrl,
    tokenPath: TOKEN_PATH,
    scopes,
    credentials,
    requestTimeoutMs: options.requestTimeoutMs ?? DEFAULT_REQUEST_TIMEOUT_MS,
    maxConcurrent: options.maxConcurrent ?? DEFAULT_MAX_CONCURRENT,
    dialect: 'guide',
    describe: describeRoute,
    ...(options.observer === undefined ? {} : { observer: options.observer }),
  });
  return {
    concurrency: () => 'etag',
    acquireToken: (needed, call) => acquireToken(org, api, needed, call),
    discover: (call) => fetchOrganizations(org, api, call),
    platformTime: (call) => readPlatformTime(org, api, call),
    callSums: (window, call) => fetchCallSums(org, api, window, call),
    ...createResourceCalls(org, api),
  };
}

async function acquireToken(
  org: string,
  api: ApiClient,
  needed: readonly string[],
  { signal }: CallOptions = {},
): Promise<TokenProof> {
  const { expiresAtMs, scopes } = await api.token(signal);
  const missing = needed.filter((scope) => !scopes.includes(scope));
  if (missing.length === 0) return { expiresAt: new Date(expiresAtMs).toISOString(), scopes };
  throw new WireError(`The client of ${org} has no scope ${missing.join(', ')}.`, {
    kind: 'forbidden',
    org,
    method: 'POST',
    path: TOKEN_PATH,
  });
}

/** From the `Date` of any recent answer, else of a list with a single entry; even a refusal states the time. */
async function readPlatformTime(
  org: string,
  api: ApiClient,
  options: CallOptions = {},
): Promise<PlatformTime> {
  const { clock } = api;
  if (clock.ageMs() < FRESH_CLOCK_MS) return { nowMs: clock.nowMs() };
  const { path } = GUIDE_ROUTES.directory;
  const query = { pageSize: '1', pageNumber: '1' };
  const askedAtMs = Date.now();
  try {
    await api.send({ ...options, method: 'GET', path, query });
  } catch (error) {
    if (Date.now() - clock.ageMs() < askedAtMs) throw error;
  }
  if (clock.ageMs() === Number.POSITIVE_INFINITY) {
    throw malformed({ org, method: 'GET', path }, 'has no Date header');
  }
  return { nowMs: clock.nowMs() };
}
