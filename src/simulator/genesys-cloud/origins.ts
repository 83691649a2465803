import { randomUUID } from 'node:crypto';
import type { Dialect, Refusal } from '../faults/dialect.js';
import type { Answer } from '../http/answer.js';
import { Problem } from '../http/problem.js';
import type { SimulatorRequest } from '../http/request.js';
import { isJsonObject } from '../json.js';
import type { World } from '../world/world.js';
import { answerApi, peekApi, refused, refusedRequest } from './api.js';
import { grantOf } from './api-call.js';
import { answerLogin, clientOf, invalidClient, tokenThrottled } from './login.js';
import { GenesysPlatform } from './platform.js';
import { badCredentials, tooManyRequests } from './refusals.js';
import { addressOf } from './target.js';

/** The two origins of Genesys Cloud. */
export interface GenesysCloudOrigins {
  login: Dialect;
  api: Dialect;
}

type PlatformOf = (world: World) => GenesysPlatform;

export function genesysCloudOrigins(): GenesysCloudOrigins {
  const known = new WeakMap<World, GenesysPlatform>();
  const platformOf: PlatformOf = (world) => {
    let platform = known.get(world);
    if (platform === undefined) known.set(world, (platform = new GenesysPlatform(world)));
    return platform;
  };
  return { login: loginDialect(platformOf), api: apiDialect(platformOf) };
}

function loginDialect(platformOf: PlatformOf): Dialect {
  return {
    targetOf: (request, { world }) => {
      const client = clientOf(request, world);
      const { orgId = null, clientId = null } = client ?? {};
      return { orgId, clientId, method: request.method, kind: 'token', resourceId: null };
    },
    answer: (request, { world }, nowMs) => answerLogin(request, platformOf(world), nowMs),
    refuse: ({ reason }) => (reason === 'tooManyRequests' ? tokenThrottled() : invalidClient()),
    finish: withCorrelationId,
  };
}

function apiDialect(platformOf: PlatformOf): Dialect {
  return {
    targetOf: (request, { world }, nowMs) => {
      const { orgId = null, clientId = null } = grantOf(request, world, nowMs) ?? {};
      return { orgId, clientId, method: request.method, ...addressOf(request) };
    },
    answer: (request, { world }, nowMs) => answerApi(request, platformOf(world), nowMs),
    peek: (request, { world }, nowMs) => peekApi(request, platformOf(world), nowMs),
    refuse: (refusal, request, { world }, nowMs) =>
      refuse(refusal, request, platformOf(world), nowMs),
    until: endingAt,
    finish: withCorrelationId,
  };
}

function refuse(
  refusal: Refusal,
  request: SimulatorRequest,
  platform: GenesysPlatform,
  nowMs: number,
): Answer {
  if (refusal.reason === 'unauthorized' || refusal.reason === 'invalidClient') {
    return refused(badCredentials());
  }
  if (refusal.reason === 'tooManyRequests') {
    const { retryAfterSeconds = 60 - (Math.floor(nowMs / 1000) % 60), counter } = refusal;
    const problem = tooManyRequests(retryAfterSeconds);
    return refusedRequest(request, platform, problem, nowMs, counter);
  }
  if (refusal.reason === 'notFound') {
    return refusedRequest(request, platform, Problem.notFound('not found'), nowMs);
  }
  const { status = 409, code = 'general.conflict' } = refusal;
  const problem = new Problem(status, code, 'The resource was changed by somebody else.');
  return refusedRequest(request, platform, problem, nowMs);
}

/** An aggregates query tells its interval, which can end sooner. */
function endingAt(request: SimulatorRequest, untilMs: number): SimulatorRequest {
  const query = parsed(request.text);
  if (!isJsonObject(query) || typeof query['interval'] !== 'string') return request;
  const [from = '', to = ''] = query['interval'].split('/');
  if (!(Date.parse(to) > untilMs) || Date.parse(from) >= untilMs) return request;
  const interval = `${from}/${new Date(untilMs).toISOString()}`;
  return { ...request, text: JSON.stringify({ ...query, interval }) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Every answer has one, also those that a fault gives. */
function withCorrelationId(answer: Answer): Answer {
  return { ...answer, headers: { ...answer.headers, 'ININ-Correlation-Id': randomUUID() } };
}
