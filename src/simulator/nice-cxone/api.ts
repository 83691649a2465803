import type { Answer } from '../http/answer.js';
import { Problem } from '../http/problem.js';
import type { SimulatorRequest } from '../http/request.js';
import { matchRoute } from '../http/route.js';
import type { Grant } from '../world/token-registry.js';
import type { World } from '../world/world.js';
import { routeOf } from './api-call.js';
import { apiRoutes } from './api-routes.js';
import { answeringAsCxone, refusal, tooManyRequests } from './refusals.js';
import type { Tenants } from './tenants.js';

/** The grant behind the request's bearer token, if it is one of a CXone tenant. */
export function grantOf(
  request: SimulatorRequest,
  world: World,
  tenants: Tenants,
  nowMs: number,
): Grant | undefined {
  const [scheme, token] = (request.headers.authorization ?? '').split(' ');
  if (scheme?.toLowerCase() !== 'bearer' || token === undefined) return undefined;
  const grant = world.tokens.grant(token, nowMs);
  return grant !== undefined && tenants.ofOrg(grant.orgId) !== undefined ? grant : undefined;
}

/**
 * Answers a request to a tenant's API. CXone documents no limits: a tenant has the world's own, of
 * which no header speaks. A request that only peeks counts against none.
 */
export function answerApi(
  request: SimulatorRequest,
  world: World,
  tenants: Tenants,
  nowMs: number,
  isPeek = false,
): Answer {
  const grant = grantOf(request, world, tenants, nowMs);
  const tenant = grant === undefined ? undefined : tenants.ofOrg(grant.orgId);
  if (grant === undefined || tenant === undefined) return unauthorized();
  const route = routeOf(request.path);
  if (!isPeek && !world.limiter.take(grant.orgId, nowMs).allowed) {
    return tooManyRequests(route ?? request.path);
  }
  return answeringAsCxone(route ?? request.path, () => {
    if (route === undefined) throw Problem.notFound(`nothing at ${request.path}`);
    const { handle, params } = matchRoute(apiRoutes, request.method, route);
    return handle({ world, tenants, tenant, grant, request, params, nowMs });
  });
}

export function unauthorized(): Answer {
  return refusal(401, 'invalid_token', 'the token is missing, unknown, revoked or expired');
}
