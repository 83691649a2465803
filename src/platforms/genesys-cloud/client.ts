import { ResourceKind, type LiveResource } from '../../domain/resource.js';
import { createApiClient } from '../../http/client.js';
import { RATE_LIMIT_DIALECTS } from '../../http/rate-limit-dialects.js';
import { clientCredentials } from '../../http/token-request.js';
import type { OrgClientOptions } from '../client-options.js';
import { covers } from '../covers.js';
import { byKind, type KindCalls } from '../kind-calls.js';
import { forOwnKinds, type ResourceCalls } from '../own-kinds.js';
import type { OrgClient } from '../port.js';
import { byHand } from './by-hand.js';
import { fetchCapacity } from './capacity.js';
import { collectionCalls } from './collection-calls.js';
import type { Context } from './context.js';
import { describeRoute } from './describe-route.js';
import { flowCalls } from './flow-calls.js';
import { COLLECTIONS, declares } from './kinds.js';
import { loginUrlOf } from './login-url.js';
import { fetchOrganization, readPlatformTime } from './organization.js';
import { objectTypeOf } from './object-type.js';
import { permissionsFor } from './permissions.js';
import { promptCalls } from './prompt-calls.js';
import { isPromptAsCreated, isPromptBegun } from './prompt-languages.js';
import { objectionToPrompt } from './prompt-objections.js';
import { usersOf } from './references.js';
import { refusalOf } from './refusals.js';
import { rowCalls } from './row-calls.js';
import { fetchCallIntervals } from './telemetry.js';
import { createTokenCalls } from './tokens.js';

const TOKEN_PATH = '/oauth/token';
const DEFAULT_REQUEST_TIMEOUT_MS = 20_000;
/** The platform lets through 300 requests a minute and client: more at once would only wait. */
const DEFAULT_MAX_CONCURRENT = 8;

/** An org client for Genesys Cloud's platform API, version 2. */
export function createGenesysCloudClient(options: OrgClientOptions): OrgClient {
  const { org: binding } = options;
  const context = createContext(options);
  return {
    declares,
    hierarchy: 'manifest',
    idsReach: 'org',
    isAsCreated: (live, body) =>
      isPrompt(live) ? isPromptAsCreated(live.body, body) : covers(live.body, body),
    isBegun: (live, body) => isPrompt(live) && isPromptBegun(live.body, body),
    objectionTo: (kind, live, target) =>
      isPrompt({ kind }) ? objectionToPrompt(live?.body ?? null, target) : null,
    usersOf: async (live, call = {}) => {
      const objectType = objectTypeOf(live);
      return objectType === null ? null : usersOf(context, live, objectType, call);
    },
    byHand: (live, target) => byHand(binding.baseUrl, live, target),
    scopesFor: permissionsFor,
    ...createTokenCalls(context),
    discover: (call = {}) => fetchOrganization(context, call),
    platformTime: async (call = {}) => ({ nowMs: await readPlatformTime(context, call) }),
    callIntervals: (window, call = {}) => fetchCallIntervals(context, window, call),
    capacity: (call = {}) => fetchCapacity(context, call),
    ...forOwnKinds({ org: binding.org, declares }, createResourceCalls(context)),
  };
}

function isPrompt({ kind }: Pick<LiveResource, 'kind'>): boolean {
  return kind === ResourceKind.prompt;
}

function createContext(options: OrgClientOptions): Context {
  const { org: binding, credentials, network, observer } = options;
  const { org, baseUrl } = binding;
  const api = createApiClient({
    org,
    baseUrl,
    tokenPath: TOKEN_PATH,
    loginUrl: binding.loginUrl ?? loginUrlOf(baseUrl),
    tokenRequest: clientCredentials('basic'),
    scopes: [],
    credentials,
    requestTimeoutMs: options.requestTimeoutMs ?? DEFAULT_REQUEST_TIMEOUT_MS,
    maxConcurrent: options.maxConcurrent ?? DEFAULT_MAX_CONCURRENT,
    dialect: 'genesys-cloud',
    describe: describeRoute,
    rateLimits: RATE_LIMIT_DIALECTS.genesysCloud,
    refusalOf,
    network,
    observer,
  });
  return { org, api, clientId: async () => (await credentials()).clientId };
}

function createResourceCalls(context: Context): ResourceCalls {
  const calls = new Map<ResourceKind, KindCalls>([
    [ResourceKind.flow, flowCalls(context)],
    [ResourceKind.strategy, rowCalls(context)],
    [ResourceKind.prompt, promptCalls(context)],
  ]);
  for (const kind of Object.values(ResourceKind)) {
    const collection = COLLECTIONS[kind];
    if (collection !== undefined && !calls.has(kind))
      calls.set(kind, collectionCalls(context, kind, collection));
  }
  return byKind(calls);
}
