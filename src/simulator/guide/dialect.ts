import type { Dialect, Refusal } from '../faults/dialect.js';
import { answering, type Answer } from '../http/answer.js';
import { Problem } from '../http/problem.js';
import type { SimulatorRequest } from '../http/request.js';
import type { World } from '../world/world.js';
import { addressOf } from './api-routes.js';
import {
  answerApi,
  badCredentials,
  clientOfRequest,
  peekApi,
  rateHeaders,
  tooMany,
} from './api.js';
import { unknownClient } from './token-endpoint.js';

/** The guide's contract: login and API share one origin. */
export const guideDialect: Dialect = {
  targetOf: (request, simulation, nowMs) => ({
    ...clientOfRequest(request, simulation.world, nowMs),
    method: request.method,
    ...addressOf(request.path),
  }),
  answer: (request, simulation, nowMs) => answerApi(request, simulation.world, nowMs),
  peek: (request, simulation, nowMs) => peekApi(request, simulation.world, nowMs),
  refuse: (refusal, request, simulation, nowMs) =>
    refuse(refusal, request, simulation.world, nowMs),
};

function refuse(refusal: Refusal, request: SimulatorRequest, world: World, nowMs: number): Answer {
  if (refusal.reason === 'invalidClient') return unknownClient();
  const { orgId } = clientOfRequest(request, world, nowMs);
  if (orgId === null || refusal.reason === 'unauthorized') return thrown(badCredentials());
  const rate = world.limiter.take(orgId, nowMs);
  const told = refusal.reason === 'tooManyRequests' && refusal.counter === 'out';
  const headers = rateHeaders(told ? { ...rate, remaining: 0 } : rate);
  if (refusal.reason === 'tooManyRequests') {
    const { retryAfterSeconds = rate.retryAfterSeconds } = refusal;
    return thrown(tooMany({ ...rate, retryAfterSeconds }), headers);
  }
  if (refusal.reason === 'notFound') return thrown(Problem.notFound('not found'), headers);
  const { status = 412, code = 'precondition.failed' } = refusal;
  return thrown(new Problem(status, code, 'the resource has changed'), headers);
}

function thrown(problem: Problem, headers: Record<string, string> = {}): Answer {
  const answer = answering(() => {
    throw problem;
  });
  return { ...answer, headers: { ...answer.headers, ...headers } };
}
