import type { JsonObject } from '../json.js';
import { observeAgents, type AgentStates } from '../traffic/agent-observation.js';
import type { CxoneCall } from './api-call.js';

const nobody: AgentStates = { onQueue: 0, idle: 0, interacting: 0, wrapUp: 0, waitingCalls: 0 };

/** The agents of the tenant's skills now, by skill. */
export function agentsBySkill({ world, tenant }: CxoneCall): (skillId: string) => AgentStates {
  const observed = new Map(
    observeAgents(world, tenant.orgId).map((queue) => [queue.queueId, queue]),
  );
  return (skillId) => observed.get(skillId) ?? nobody;
}

/** The agents' states in CXone's words. Whoever is not logged in is in none of them. */
export function agentCounts(states: AgentStates): JsonObject {
  const { onQueue, idle, interacting, wrapUp } = states;
  return {
    agentsLoggedIn: onQueue,
    agentsAvailable: idle,
    agentsIdle: idle,
    agentsWorking: interacting,
    agentsUnavailable: Math.max(0, onQueue - idle - interacting - wrapUp),
  };
}
