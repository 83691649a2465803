import { ok, type Answer } from '../http/answer.js';
import type { JsonObject } from '../json.js';
import type { AgentStates } from '../traffic/agent-observation.js';
import { isEnabled, nameOf, type Resource } from '../world/resource.js';
import { addressed, configurationOf, type CxoneCall } from './api-call.js';
import { nativeSectionOf } from './bodies.js';
import { pageOf } from './page.js';
import { agentCounts, agentsBySkill } from './skill-agents.js';

/** What happens at every skill at this moment. */
export function skillsActivity(call: CxoneCall): Answer {
  return activity(call, configurationOf(call).list('skill'));
}

export function skillActivity(call: CxoneCall): Answer {
  return activity(call, [addressed(call, 'skill')]);
}

function activity(call: CxoneCall, skills: Resource[]): Answer {
  const { items, frame } = pageOf(call, skills);
  const agents = agentsBySkill(call);
  return ok({ ...frame, skillActivity: items.map((one) => activityOf(call, one, agents(one.id))) });
}

function activityOf(call: CxoneCall, skill: Resource, agents: AgentStates): JsonObject {
  const { serviceLevelGoal = null, serviceLevelThreshold = null } = nativeSectionOf(skill);
  return {
    serverTime: new Date(call.nowMs).toISOString(),
    businessUnitId: call.tenant.businessUnitId,
    skillId: Number(skill.id),
    skillName: nameOf(skill),
    isActive: isEnabled(skill),
    mediaTypeId: 4,
    mediaTypeName: 'Phone Call',
    isOutbound: false,
    ...agentCounts(agents),
    agentsACW: agents.wrapUp,
    contactsActive: agents.interacting + agents.waitingCalls,
    queueCount: agents.waitingCalls,
    skillQueueCount: agents.waitingCalls,
    serviceLevelGoal,
    serviceLevelThreshold,
  };
}
