import { z } from 'zod';
import { ok, type Answer } from '../http/answer.js';
import { bodyOf } from '../http/request.js';
import { observeAgents, type QueueObservation } from '../traffic/agent-observation.js';
import { filterSchema, passes } from './aggregate-query.js';
import type { GenesysCall } from './api-call.js';

const metrics = ['oOnQueueUsers', 'oWaiting', 'oInteracting'] as const;

const querySchema = z.object({
  filter: filterSchema,
  metrics: z
    .array(z.enum(metrics))
    .min(1)
    .default([...metrics]),
});

interface Observed {
  metric: (typeof metrics)[number];
  qualifier?: string;
  stats: { count: number };
}

/** What the agents of the org's queues do right now, and how many callers wait for them. */
export function queryObservations(call: GenesysCall): Answer {
  const query = bodyOf(call.request, querySchema);
  const observed = observeAgents(call.platform.world, call.grant.orgId).filter(({ queueId }) =>
    passes(query.filter, { queueId, mediaType: 'voice' }),
  );
  return ok({
    results: observed.flatMap((queue) => {
      const { queueId } = queue;
      const isAsked = ({ metric }: Observed): boolean => query.metrics.includes(metric);
      const containers = [
        { group: { queueId }, data: usersOf(queue).filter(isAsked) },
        { group: { queueId, mediaType: 'voice' }, data: conversationsOf(queue).filter(isAsked) },
      ];
      return containers.filter((container) => container.data.length > 0);
    }),
  });
}

/** By routing status; agents in after-call work still count as interacting. */
function usersOf({ idle, interacting, wrapUp }: QueueObservation): Observed[] {
  const users = { IDLE: idle, INTERACTING: interacting + wrapUp, NOT_RESPONDING: 0 };
  return Object.entries(users).map(([qualifier, count]) => ({
    metric: 'oOnQueueUsers',
    qualifier,
    stats: { count },
  }));
}

function conversationsOf({ waitingCalls, interacting }: QueueObservation): Observed[] {
  return [
    { metric: 'oWaiting', stats: { count: waitingCalls } },
    { metric: 'oInteracting', stats: { count: interacting } },
  ];
}
