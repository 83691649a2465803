import { ResourceKind } from '../../domain/resource.js';
import { createApiClient } from '../../http/client.js';
import { createLocalBudget } from '../../http/local-budget.js';
import { RATE_LIMIT_DIALECTS } from '../../http/rate-limit-dialects.js';
import type { OrgClientOptions } from '../client-options.js';
import { covers } from '../covers.js';
import { byKind, type KindCalls } from '../kind-calls.js';
import { forOwnKinds, type ResourceCalls } from '../own-kinds.js';
import type { OrgClient } from '../port.js';
import { fetchTenant, readPlatformTime } from './business-unit.js';
import { fetchCapacity } from './capacity.js';
import { collectionCalls } from './collection-calls.js';
import type { Context } from './context.js';
import { describeRoute } from './describe-route.js';
import { locateTenant } from './discovery.js';
import { hoursOfOperation } from './hours.js';
import { declares } from './kinds.js';
import { permissionsFor } from './permissions.js';
import { pointsOfContact } from './points-of-contact.js';
import { refusalOf } from './refusals.js';
import { ACCESS_KEY_PATH } from './routes.js';
import { scriptCalls } from './script-calls.js';
import { skills } from './skills.js';
import { fetchCallIntervals } from './telemetry.js';
import { tokenRequest } from './token-request.js';
import { createTokenCalls, objectionOf } from './tokens.js';

const DEFAULT_REQUEST_TIMEOUT_MS = 20_000;
const DEFAULT_MAX_CONCURRENT = 8;
/** What a tenant lets through in a minute the vendor does not say; this is what is asked of one at most. */
const REQUESTS_A_MINUTE = 300;

/** An org client for NICE CXone. */
export function createNiceCxoneClient(options: OrgClientOptions): OrgClient {
  const { org } = options.org;
  const context = createContext(options);
  return {
    declares,
    hierarchy: 'manifest',
    idsReach: 'org',
    isAsCreated: (live, body) => covers(live.body, body),
    scopesFor: permissionsFor,
    ...createTokenCalls(context),
    discover: (call = {}) => fetchTenant(context, call),
    platformTime: async (call = {}) => ({ nowMs: await readPlatformTime(context, call) }),
    callIntervals: (window, call = {}) => fetchCallIntervals(context, window, call),
    capacity: (call = {}) => fetchCapacity(context, call),
    ...forOwnKinds({ org, declares }, createResourceCalls(context)),
  };
}

function createContext(options: OrgClientOptions): Context {
  const { org: binding, credentials, network, observer } = options;
  const { org, baseUrl, loginUrl, realOrgId: tenantId } = binding;
  const api = createApiClient({
    org,
    baseUrl,
    loginUrl,
    tokenPath: ACCESS_KEY_PATH,
    tokenRequest,
    objectionTo: objectionOf(org, tenantId),
    locate: locateTenant(org, tenantId),
    scopes: [],
    credentials,
    requestTimeoutMs: options.requestTimeoutMs ?? DEFAULT_REQUEST_TIMEOUT_MS,
    maxConcurrent: options.maxConcurrent ?? DEFAULT_MAX_CONCURRENT,
    dialect: 'nice-cxone',
    describe: describeRoute,
    rateLimits: RATE_LIMIT_DIALECTS.niceCxone,
    budget: createLocalBudget(REQUESTS_A_MINUTE),
    refusalOf,
    network,
    observer,
  });
  return { org, api, tenantId };
}

function createResourceCalls(context: Context): ResourceCalls {
  const { org } = context;
  const collections = [skills(org), hoursOfOperation(org), pointsOfContact(org)];
  return byKind(
    new Map<ResourceKind, KindCalls>([
      [ResourceKind.flow, scriptCalls(context)],
      ...collections.map((one) => [one.kind, collectionCalls(context, one)] as const),
    ]),
  );
}
