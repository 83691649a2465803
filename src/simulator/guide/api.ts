import { answering, type Answer } from '../http/answer.js';
import { Problem } from '../http/problem.js';
import type { SimulatorRequest } from '../http/request.js';
import { matchRoute } from '../http/route.js';
import type { RateDecision } from '../world/rate-limiter.js';
import type { World } from '../world/world.js';
import { grantOf } from './api-call.js';
import { apiRoutes, tokenPath } from './api-routes.js';
import { grantToken, orgOfClient } from './token-endpoint.js';

/** The org that a request comes from, as far as its token or its client tells. */
export function orgOfRequest(
  request: SimulatorRequest,
  world: World,
  nowMs: number,
): string | null {
  if (request.path === tokenPath) return orgOfClient(request, world);
  return grantOf(request, world, nowMs)?.orgId ?? null;
}

/** Answers a request to the platform's API. */
export function answerApi(request: SimulatorRequest, world: World, nowMs: number): Answer {
  if (request.path === tokenPath && request.method === 'POST') {
    return grantToken(request, world, nowMs);
  }
  const grant = grantOf(request, world, nowMs);
  if (grant === undefined) {
    throw new Problem(401, 'bad.credentials', 'the token is missing, unknown, revoked or expired');
  }
  const rate = world.limiter.take(grant.orgId, nowMs);
  const answer = answering(() => {
    if (!rate.allowed) throw tooMany(rate);
    const { handle, params } = matchRoute(apiRoutes, request.method, request.path);
    return handle({ world, request, grant, params, nowMs });
  });
  return { ...answer, headers: { ...answer.headers, ...rateHeaders(rate) } };
}

function tooMany(rate: RateDecision): Problem {
  const message = `more than ${rate.limit} requests in a minute`;
  return new Problem(429, 'too.many.requests.retry.after', message, [], {
    'Retry-After': String(rate.retryAfterSeconds),
  });
}

function rateHeaders(rate: RateDecision): Record<string, string> {
  return {
    'X-RateLimit-Limit': String(rate.limit),
    'X-RateLimit-Remaining': String(rate.remaining),
    'X-RateLimit-Reset': String(rate.resetAtSeconds),
  };
}
