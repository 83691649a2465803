import { setTimeout as delay } from 'node:timers/promises';
import { answering, noAnswer, type Answer } from '../http/answer.js';
import { Problem } from '../http/problem.js';
import type { SimulatorRequest } from '../http/request.js';
import { isJsonObject } from '../json.js';
import type { Simulation } from '../simulation.js';
import { editByHand } from '../world/manual-edit.js';
import type { Dialect } from './dialect.js';
import type { FaultEffect, FaultTarget } from './fault.js';

/** Answers a request to a dialect's API, with the faults that are in place for it. */
export async function answerWithFaults(
  request: SimulatorRequest,
  simulation: Simulation,
  dialect: Dialect,
): Promise<Answer | typeof noAnswer> {
  const target = dialect.targetOf(request, simulation, simulation.advance());
  const effects = simulation.faults.meet(target);
  for (const effect of effects) {
    const instead = await before(effect, target, simulation);
    if (instead !== undefined) return instead;
  }
  // A latency may have passed: the request is processed at the time it is now.
  const nowMs = simulation.advance();
  const answer = answering(() => dialect.answer(request, simulation, nowMs));
  return effects.reduce(after, answer);
}

/** What a fault does before the request is processed, or answers in its place. */
async function before(
  effect: FaultEffect,
  target: FaultTarget,
  simulation: Simulation,
): Promise<Answer | typeof noAnswer | undefined> {
  if (effect.type === 'reset') return noAnswer;
  if (effect.type === 'status') return statusAnswer(effect);
  if (effect.type === 'latency') await delay(effect.ms);
  if (effect.type === 'revokeTokens') simulation.world.tokens.revoke(target.orgId);
  if (effect.type === 'edit') {
    const resource = simulation.world.store.get(target.resourceId ?? '');
    if (resource === undefined) return undefined;
    editByHand(simulation.world, resource, effect.patch, effect.by, simulation.advance());
  }
  return undefined;
}

/** What a fault does to the finished answer. */
function after(answer: Answer | typeof noAnswer, effect: FaultEffect): Answer | typeof noAnswer {
  if (answer === noAnswer || effect.type === 'dropResponse') return noAnswer;
  if (effect.type === 'truncate') return { ...answer, truncated: true };
  return effect.type === 'noData' ? withoutData(answer) : answer;
}

function statusAnswer(effect: Extract<FaultEffect, { type: 'status' }>): Answer {
  const { status, code = 'simulated.fault', headers, body } = effect;
  const problem = new Problem(status, code, `simulated fault: status ${status}`);
  return { status, headers, body: body ?? problem.envelope() };
}

function withoutData(answer: Answer): Answer {
  const { body } = answer;
  if (!isJsonObject(body) || !Array.isArray(body['intervals'])) return answer;
  const intervals = body['intervals'].filter(isJsonObject).map(({ interval = null }) => ({
    interval,
    results: [],
    strategies: [],
    agents: [],
  }));
  return { ...answer, body: { ...body, intervals } };
}
