import { answering, type Answer } from '../http/answer.js';
import type { Problem } from '../http/problem.js';
import type { SimulatorRequest } from '../http/request.js';
import { matchRoute } from '../http/route.js';
import { grantOf, type GenesysCall } from './api-call.js';
import { rateHeaders, requestsPerMinute } from './client-rates.js';
import { answerTransfer } from './flow-transfer.js';
import type { GenesysPlatform } from './platform.js';
import { badCredentials, tooManyRequests } from './refusals.js';
import { routes } from './routes.js';

/** Answers a request to the API's origin. */
export function answerApi(
  request: SimulatorRequest,
  platform: GenesysPlatform,
  nowMs: number,
): Answer {
  const transferred = answerTransfer(request, platform, nowMs);
  if (transferred !== undefined) return transferred;
  const grant = grantOf(request, platform.world, nowMs);
  if (grant === undefined) throw badCredentials();
  platform.absorbEdits(grant.orgId, nowMs);
  const route = `${request.method} ${request.path}`;
  const rate = platform.rates.take(grant.clientId, route, nowMs);
  const answer = rate.allowed
    ? handled({ platform, request, grant, params: [], nowMs })
    : refused(tooManyRequests(rate.resetSeconds));
  return { ...answer, headers: { ...answer.headers, ...rateHeaders(rate) } };
}

/** Answers a GET as a bystander would see it: nothing is counted. */
export function peekApi(
  request: SimulatorRequest,
  platform: GenesysPlatform,
  nowMs: number,
): Answer {
  const grant = grantOf(request, platform.world, nowMs);
  if (grant === undefined) throw badCredentials();
  return handled({ platform, request, grant, params: [], nowMs });
}

/** A refusal for a fault, with the counter as it is or as if it had run out. */
export function refusedRequest(
  request: SimulatorRequest,
  platform: GenesysPlatform,
  problem: Problem,
  nowMs: number,
  counter: 'real' | 'out' = 'real',
): Answer {
  const grant = grantOf(request, platform.world, nowMs);
  if (grant === undefined) return refused(problem);
  const rate = platform.rates.take(grant.clientId, '', nowMs);
  const told = counter === 'out' ? { ...rate, count: requestsPerMinute + 1 } : rate;
  const answer = refused(problem);
  return { ...answer, headers: { ...answer.headers, ...rateHeaders(told) } };
}

export function refused(problem: Problem): Answer {
  return answering(() => {
    throw problem;
  });
}

function handled(call: GenesysCall): Answer {
  return answering(() => {
    const { handle, params } = matchRoute(routes, call.request.method, call.request.path);
    return handle({ ...call, params });
  });
}
