import { setTimeout as delay } from 'node:timers/promises';
import { answering, noAnswer, type Answer } from '../http/answer.js';
import { Problem } from '../http/problem.js';
import { editByHand } from '../world/manual-edit.js';
import type { Refusal } from './dialect.js';
import type { EffectOf } from './effect.js';
import type { Hit } from './fault-board.js';
import type { FaultyCall } from './faulty-call.js';

type Instead = Answer | typeof noAnswer | undefined;

/** What a fault does before the request is processed, or answers in its place. */
export async function beforeRequest({ effect, draw }: Hit, call: FaultyCall): Promise<Instead> {
  switch (effect.type) {
    case 'reset':
      return noAnswer;
    case 'status':
      return statusAnswer(effect);
    case 'rateLimit':
      return tooManyRequests(effect, call);
    case 'conflict':
      return refuse(call, { reason: 'conflict', code: effect.code, status: effect.status });
    case 'notFoundAfterCreate':
      return refuse(call, { reason: 'notFound' });
    case 'revokeClient':
      return revokeClient(call);
    case 'revokeTokens':
      call.simulation.world.tokens.revoke(call.target.orgId);
      return undefined;
    case 'latency':
      await delay(latencyOf(effect, draw('latency')));
      return undefined;
    case 'edit':
      edit(effect, call);
      return undefined;
    case 'dropResponse':
    case 'truncate':
    case 'staleRead':
    case 'staleList':
    case 'noData':
    case 'lateData':
    case 'sparseData':
      break;
  }
  return undefined;
}

function statusAnswer({
  status,
  code = 'simulated.fault',
  headers,
  body,
}: EffectOf<'status'>): Answer {
  const problem = new Problem(status, code, `simulated fault: status ${status}`);
  return { status, headers, body: body ?? problem.envelope() };
}

function latencyOf({ ms, maxMs = ms }: EffectOf<'latency'>, drawn: number): number {
  return ms + Math.max(0, maxMs - ms) * drawn;
}

function tooManyRequests(
  { headers, retryAfterSeconds }: EffectOf<'rateLimit'>,
  call: FaultyCall,
): Answer {
  const counter = headers === 'out' ? 'out' : 'real';
  const refused = refuse(call, { reason: 'tooManyRequests', retryAfterSeconds, counter });
  if (headers !== 'none') return refused;
  const kept = Object.entries(refused.headers).filter(
    ([name]) => !/ratelimit|retry-after/i.test(name),
  );
  return { ...refused, headers: Object.fromEntries(kept) };
}

/** Its tokens are gone too: whoever restores the client does not get these back. */
function revokeClient(call: FaultyCall): Answer {
  const { target, simulation } = call;
  if (target.orgId !== null) simulation.world.tokens.revoke(target.orgId);
  return refuse(call, { reason: target.kind === 'token' ? 'invalidClient' : 'unauthorized' });
}

function edit({ patch, by }: EffectOf<'edit'>, { simulation, target }: FaultyCall): void {
  const resource = simulation.world.store.get(target.resourceId ?? '');
  if (resource === undefined) return;
  editByHand(simulation.world, resource, patch, by, simulation.advance());
}

/** A refusal as the dialect words it, else as the guide does. */
function refuse({ dialect, request, simulation, target }: FaultyCall, refusal: Refusal): Answer {
  const own = dialect.refuse?.(refusal, request, simulation, target.nowMs);
  return (
    own ??
    answering(() => {
      throw problemOf(refusal);
    })
  );
}

function problemOf(refusal: Refusal): Problem {
  if (refusal.reason === 'notFound') return Problem.notFound('not found');
  if (refusal.reason === 'conflict') {
    const { status = 409, code = 'general.conflict' } = refusal;
    return new Problem(status, code, 'somebody else has changed it');
  }
  if (refusal.reason === 'tooManyRequests') {
    const headers = { 'Retry-After': String(refusal.retryAfterSeconds ?? 1) };
    return new Problem(429, 'too.many.requests.retry.after', 'too many requests', [], headers);
  }
  return refusal.reason === 'unauthorized'
    ? new Problem(401, 'bad.credentials', 'the token is revoked')
    : new Problem(401, 'invalid_client', 'the client is revoked');
}
