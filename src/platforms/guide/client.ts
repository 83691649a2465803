import type { OrgBinding } from '../../domain/release-model.js';
import { malformed } from '../../http/answer.js';
import { createApiClient, type ApiClient } from '../../http/client.js';
import type { Network } from '../../http/network.js';
import type { WireObserver } from '../../http/observer.js';
import { RATE_LIMIT_DIALECTS } from '../../http/rate-limit-dialects.js';
import type { OAuthClient } from '../../http/token-endpoint.js';
import { forOwnKinds } from '../own-kinds.js';
import type { CallOptions, OrgClient, PlatformTime } from '../port.js';
import { byHand } from './by-hand.js';
import { fetchCapacity } from './capacity.js';
import { fetchOrganizations } from './organizations.js';
import { createResourceCalls } from './resources.js';
import { declares, describeRoute, READ_SCOPE, routeOf, scopesFor, TOKEN_PATH } from './routes.js';
import { fetchCallIntervals } from './telemetry.js';
import { createTokenCalls } from './tokens.js';

export interface GuideClientOptions {
  readonly org: OrgBinding;
  /** Read for every token; throws an Error that names the remedy, never a value. */
  readonly credentials: () => Promise<OAuthClient>;
  readonly requestTimeoutMs?: number;
  readonly maxConcurrent?: number;
  readonly network?: Network | undefined;
  readonly observer?: WireObserver | undefined;
}

const DEFAULT_REQUEST_TIMEOUT_MS = 20_000;
const DEFAULT_MAX_CONCURRENT = 8;
/** A clock reading younger than this needs no request. */
const FRESH_CLOCK_MS = 1_000;

/** An org client for the guide's REST contract. */
export function createGuideClient(options: GuideClientOptions): OrgClient {
  const { org: binding, credentials, network, observer } = options;
  const { org, baseUrl } = binding;
  const api = createApiClient({
    org,
    baseUrl,
    tokenPath: TOKEN_PATH,
    scopes: [READ_SCOPE],
    credentials,
    requestTimeoutMs: options.requestTimeoutMs ?? DEFAULT_REQUEST_TIMEOUT_MS,
    maxConcurrent: options.maxConcurrent ?? DEFAULT_MAX_CONCURRENT,
    dialect: 'guide',
    describe: describeRoute,
    rateLimits: RATE_LIMIT_DIALECTS.guide,
    network,
    observer,
  });
  return {
    declares,
    byHand: (live, target) => byHand(baseUrl, live, target),
    scopesFor,
    ...createTokenCalls(org, api),
    discover: (call) => fetchOrganizations(org, api, call),
    platformTime: (call) => readPlatformTime(org, api, call),
    callIntervals: (window, call) => fetchCallIntervals(org, api, window, call),
    capacity: (call) => fetchCapacity(org, api, call),
    ...forOwnKinds({ org, declares }, createResourceCalls(org, api)),
  };
}

/** From the `Date` of any recent answer, else of a list with a single entry; even a refusal states the time. */
async function readPlatformTime(
  org: string,
  api: ApiClient,
  options: CallOptions = {},
): Promise<PlatformTime> {
  const { clock } = api;
  if (clock.ageMs() < FRESH_CLOCK_MS) return { nowMs: clock.nowMs() };
  const { path } = routeOf('directory');
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
