import { createApiClient, type ApiClient } from '../../http/client.js';
import { RATE_LIMIT_DIALECTS } from '../../http/rate-limit-dialects.js';
import type { OrgClientOptions } from '../client-options.js';
import { readClock } from '../clock-reading.js';
import { forOwnKinds } from '../own-kinds.js';
import type { CallOptions, OrgClient, PlatformTime } from '../port.js';
import { byHand } from './by-hand.js';
import { fetchCapacity } from './capacity.js';
import { fetchOrganizations } from './organizations.js';
import { createResourceCalls } from './resources.js';
import { declares, describeRoute, READ_SCOPE, routeOf, scopesFor, TOKEN_PATH } from './routes.js';
import { fetchCallIntervals } from './telemetry.js';
import { createTestCalls } from './test-calls.js';
import { createTokenCalls } from './tokens.js';

const DEFAULT_REQUEST_TIMEOUT_MS = 20_000;
const DEFAULT_MAX_CONCURRENT = 8;

/** An org client for the guide's REST contract. */
export function createGuideClient(options: OrgClientOptions): OrgClient {
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
    testCalls: createTestCalls(org, api),
    ...forOwnKinds({ org, declares }, createResourceCalls(org, api)),
  };
}

/** Where no recent answer tells, from that to a list with a single entry. */
async function readPlatformTime(
  org: string,
  api: ApiClient,
  options: CallOptions = {},
): Promise<PlatformTime> {
  const { path } = routeOf('directory');
  const query = { pageSize: '1', pageNumber: '1' };
  return { nowMs: await readClock(org, api, { ...options, method: 'GET', path, query }) };
}
