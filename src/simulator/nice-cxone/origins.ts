import type { Dialect, Refusal } from '../faults/dialect.js';
import type { FaultTarget } from '../faults/fault.js';
import type { Answer } from '../http/answer.js';
import type { SimulatorRequest } from '../http/request.js';
import type { World } from '../world/world.js';
import { routeOf } from './api-call.js';
import { answerApi, grantOf, unauthorized } from './api.js';
import { answerAuth, clientOfRequest, invalidClient, isTokenPath, type CxoneUrls } from './auth.js';
import { refusal as refused, tooManyRequests } from './refusals.js';
import { addressOf } from './target.js';
import { Tenants } from './tenants.js';

/** The two origins of CXone: one gives tokens and says where the other is. */
export interface NiceCxoneOrigins {
  auth: Dialect;
  api: Dialect;
  /** To be filled in once the ports are open: the discovery tells them. */
  urls: CxoneUrls;
}

export function niceCxoneOrigins(): NiceCxoneOrigins {
  const known = new WeakMap<World, Tenants>();
  const tenantsOf = (world: World): Tenants => {
    let tenants = known.get(world);
    if (tenants === undefined) known.set(world, (tenants = new Tenants(world)));
    return tenants;
  };
  const urls: CxoneUrls = { authUrl: '', apiUrl: '' };
  return { auth: authDialect(tenantsOf, urls), api: apiDialect(tenantsOf), urls };
}

function authDialect(tenantsOf: (world: World) => Tenants, urls: CxoneUrls): Dialect {
  return {
    targetOf: (request, { world }) => {
      const client = clientOfRequest(request, world, tenantsOf(world));
      return {
        orgId: client?.orgId ?? tenantsOf(world).withId(tenantIdOf(request))?.orgId ?? null,
        clientId: client?.clientId ?? null,
        method: request.method,
        kind: isTokenPath(request.path) ? 'token' : 'discovery',
        resourceId: null,
      };
    },
    answer: (request, { world }, nowMs) =>
      answerAuth({ request, world, tenants: tenantsOf(world), urls, nowMs }),
    refuse,
  };
}

function apiDialect(tenantsOf: (world: World) => Tenants): Dialect {
  const targetOf = (request: SimulatorRequest, world: World, nowMs: number): FaultTarget => {
    const grant = grantOf(request, world, tenantsOf(world), nowMs);
    const orgId = grant?.orgId ?? null;
    const clientId = grant?.clientId ?? null;
    return { orgId, clientId, method: request.method, ...addressOf(request, world, orgId) };
  };
  return {
    targetOf: (request, { world }, nowMs) => targetOf(request, world, nowMs),
    answer: (request, { world }, nowMs) => answerApi(request, world, tenantsOf(world), nowMs),
    peek: (request, { world }, nowMs) => answerApi(request, world, tenantsOf(world), nowMs, true),
    refuse,
    until: endingAt,
  };
}

function refuse(refusal: Refusal, { path }: SimulatorRequest): Answer {
  if (refusal.reason === 'tooManyRequests') return tooManyRequests(routeOf(path) ?? path);
  if (refusal.reason === 'unauthorized') return unauthorized();
  if (refusal.reason === 'invalidClient') return invalidClient();
  if (refusal.reason === 'notFound') return refused(404, 'not_found', 'not found');
  const { status = 409, code = 'conflict' } = refusal;
  return refused(status, code, 'the resource is in use');
}

/** A summary tells no intervals, so what is not known yet has to be left out of the question. */
function endingAt(request: SimulatorRequest, untilMs: number): SimulatorRequest {
  const startMs = Date.parse(request.query.get('startDate') ?? '');
  const endMs = Date.parse(request.query.get('endDate') ?? '');
  if (Number.isNaN(startMs) || Number.isNaN(endMs) || endMs <= untilMs) return request;
  const query = new URLSearchParams(request.query);
  query.set('endDate', new Date(Math.max(startMs, untilMs)).toISOString());
  return { ...request, query };
}

function tenantIdOf({ query }: SimulatorRequest): string {
  return query.get('tenantId') ?? '';
}
