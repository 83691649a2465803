import { ok, type Answer } from '../http/answer.js';
import { requireScope, type ApiCall } from './api-call.js';

const HANDLED_WITHIN_MS = 3_600_000;

/**
 * Who is on queue now at the token's org, by queue and by set of skills, and what calls took them in the last hour. The
 * guide says that active agents and skill availability are queried, and not where: an idealised contract.
 */
export function queryObservations(call: ApiCall): Answer {
  requireScope(call, 'organization:read');
  const { world, grant, nowMs } = call;
  const queues = world.store.list(grant.orgId, 'queue').map(({ id }) => {
    const line = world.traffic.lineOf(id);
    return {
      queueId: id,
      waitingCalls: line.waitingCalls,
      agents: line.groups.map(({ skills, onQueue, busy, wrappingUp }) => ({
        skills,
        // Those whose shift is over finish their call, and take no other.
        onQueue,
        idle: Math.max(0, onQueue - busy),
        interacting: busy - wrappingUp,
        wrapUp: wrappingUp,
      })),
      handled: line.handled.between(nowMs - HANDLED_WITHIN_MS, nowMs),
    };
  });
  return ok({ observedAt: new Date(nowMs).toISOString(), handledWithin: 'PT1H', queues });
}
