import { answering, type Answer } from '../http/answer.js';
import { Problem } from '../http/problem.js';
import type { SimulatorRequest } from '../http/request.js';
import { matchRoute } from '../http/route.js';
import type { RateDecision } from '../world/rate-limiter.js';
import type { Grant } from '../world/token-registry.js';
import type { World } from '../world/world.js';
import { grantOf } from './api-call.js';
import { apiRoutes, tokenPath } from './api-routes.js';
import { clientOfTokenRequest, grantToken } from './token-endpoint.js';

/** Who a request comes from, as far as its token or its client tells. */
export function clientOfRequest(
  request: SimulatorRequest,
  world: World,
  nowMs: number,
): { orgId: string | null; clientId: string | null } {
  const client =
    request.path === tokenPath
      ? clientOfTokenRequest(request, world)
      : grantOf(request, world, nowMs);
  return { orgId: client?.orgId ?? null, clientId: client?.clientId ?? null };
}

/** Answers a request to the platform's API. */
export function answerApi(request: SimulatorRequest, world: World, nowMs: number): Answer {
  if (request.path === tokenPath && request.method === 'POST') {
    return grantToken(request, world, nowMs);
  }
  const grant = grantOf(request, world, nowMs);
  if (grant === undefined) throw badCredentials();
  const rate = world.limiter.take(grant.orgId, nowMs);
  const answer = answering(() => {
    if (!rate.allowed) throw tooMany(rate);
    return handled(request, world, grant, nowMs);
  });
  return { ...answer, headers: { ...answer.headers, ...rateHeaders(rate) } };
}

/** Answers what a request would be answered, without counting it. */
export function peekApi(request: SimulatorRequest, world: World, nowMs: number): Answer {
  const grant = grantOf(request, world, nowMs);
  if (grant === undefined) throw badCredentials();
  return handled(request, world, grant, nowMs);
}

export function badCredentials(): Problem {
  return new Problem(401, 'bad.credentials', 'the token is missing, unknown, revoked or expired');
}

export function tooMany(rate: RateDecision): Problem {
  const message = `more than ${rate.limit} requests in a window`;
  return new Problem(429, 'too.many.requests.retry.after', message, [], {
    'Retry-After': String(rate.retryAfterSeconds),
  });
}

function handled(request: SimulatorRequest, world: World, grant: Grant, nowMs: number): Answer {
  const { handle, params } = matchRoute(apiRoutes, request.method, request.path);
  return handle({ world, request, grant, params, nowMs });
}

export function rateHeaders(rate: RateDecision): Record<string, string> {
  return {
    'X-RateLimit-Limit': String(rate.limit),
    'X-RateLimit-Remaining': String(rate.remaining),
    'X-RateLimit-Reset': String(rate.resetAtSeconds),
  };
}
