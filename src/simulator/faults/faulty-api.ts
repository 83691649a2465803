import { answering, noAnswer, type Answer } from '../http/answer.js';
import type { SimulatorRequest } from '../http/request.js';
import { isJsonObject } from '../json.js';
import type { Simulation } from '../simulation.js';
import type { Dialect } from './dialect.js';
import { afterAnswer } from './effect-after.js';
import { beforeRequest } from './effect-before.js';
import type { FaultEffect } from './fault.js';
import { faultyCall, type FaultyCall } from './faulty-call.js';

const analyticsEffects: readonly FaultEffect['type'][] = ['noData', 'lateData', 'sparseData'];

/** Answers a request to a dialect's API, with the faults that are in place for it. */
export async function answerWithFaults(
  request: SimulatorRequest,
  simulation: Simulation,
  dialect: Dialect,
): Promise<Answer | typeof noAnswer> {
  const call = faultyCall(request, simulation, dialect);
  const hits = simulation.faults.meet(call.target, (effect) => canApply(effect, call));
  for (const hit of hits) {
    const instead = await beforeRequest(hit, call);
    if (instead !== undefined) return instead;
  }
  // A latency may have passed: the request is processed at the time it is now.
  const now = hits.length === 0 ? call : faultyCall(request, simulation, dialect);
  rememberBefore(now);
  const late = hits.find(({ effect }) => effect.type === 'lateData')?.effect;
  const asked = late?.type === 'lateData' ? asLateAs(late.seconds, now) : request;
  const answer = answering(() => dialect.answer(asked, simulation, now.target.nowMs));
  rememberCreated(now, answer);
  return hits.reduce<Answer | typeof noAnswer>(
    (changed, hit) => (changed === noAnswer ? noAnswer : afterAnswer(changed, hit, now)),
    answer,
  );
}

/** Some effects mean nothing to some requests, which then do not count. */
function canApply(effect: FaultEffect, { simulation, target }: FaultyCall): boolean {
  const { memory } = simulation.faults;
  const { orgId, path, nowMs, method, kind } = target;
  if (effect.type === 'staleRead') {
    return method === 'GET' && memory.before(orgId, path, nowMs, effect.seconds) !== undefined;
  }
  if (effect.type === 'staleList') return method === 'GET';
  if (effect.type === 'notFoundAfterCreate') {
    return memory.isNew(orgId, path, nowMs, effect.seconds);
  }
  if (effect.type === 'conflict') return method !== 'GET' && !isQuery(kind);
  return kind === 'analytics' || !analyticsEffects.includes(effect.type);
}

/** A vendor's queries and token requests are POSTs, but write nothing. */
function isQuery(kind: string | null): boolean {
  return kind === 'token' || kind === 'analytics';
}

/** Lists that lag need all that reads that lag do. */
function isRemembered(
  { faults }: Simulation,
  target: FaultyCall['target'],
  type: FaultEffect['type'],
): boolean {
  return faults.isAbout(target, type) || faults.isAbout(target, 'staleList');
}

/** Before a write: what a reader sees now is what stale reads will show. */
function rememberBefore({ dialect, simulation, request, target }: FaultyCall): void {
  if (request.method === 'GET' || !isRemembered(simulation, target, 'staleRead')) return;
  const read = { ...request, method: 'GET', text: '' };
  const nothing: Answer = { status: 404, headers: {}, body: undefined };
  const seen = answering(() => dialect.peek?.(read, simulation, target.nowMs) ?? nothing);
  if (seen.status !== 200) return;
  simulation.faults.memory.keep(target.orgId, target.path, seen, target.nowMs);
}

function rememberCreated({ simulation, request, target }: FaultyCall, answer: Answer): void {
  if (request.method !== 'POST' || answer.status >= 300 || !isJsonObject(answer.body)) return;
  if (!isRemembered(simulation, target, 'notFoundAfterCreate')) return;
  const { id } = answer.body;
  if (typeof id !== 'string' && typeof id !== 'number') return;
  const path = `${target.path}/${encodeURIComponent(id)}`;
  simulation.faults.memory.created(target.orgId, path, target.nowMs);
}

function asLateAs(seconds: number, { dialect, request, target }: FaultyCall): SimulatorRequest {
  return dialect.until?.(request, target.nowMs - seconds * 1000) ?? request;
}
