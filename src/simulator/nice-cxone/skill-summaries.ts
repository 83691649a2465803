import { z } from 'zod';
import { ok, type Answer } from '../http/answer.js';
import { Problem } from '../http/problem.js';
import type { JsonObject } from '../json.js';
import type { AgentStates } from '../traffic/agent-observation.js';
import { nameOf, type Resource } from '../world/resource.js';
import { addressed, configurationOf, required, type CxoneCall } from './api-call.js';
import { durationOf } from './duration.js';
import { agentCounts, agentsBySkill } from './skill-agents.js';
import { experienceOf } from './skill-experience.js';

const instantSchema = z.iso.datetime({ offset: true });

/**
 * How the callers of every skill fared. A skill without callers is there with zeros, also where an
 * average of nothing reads as an instant answer.
 */
export function summarizeSkills(call: CxoneCall): Answer {
  return summaries(call, configurationOf(call).list('skill'));
}

export function summarizeSkill(call: CxoneCall): Answer {
  return summaries(call, [addressed(call, 'skill')]);
}

function summaries(call: CxoneCall, skills: Resource[]): Answer {
  const fromMs = instantOf(call, 'startDate');
  const toMs = instantOf(call, 'endDate');
  // An empty span is none that a client asks for, but one that late data leaves of a request.
  if (toMs < fromMs) throw Problem.badRequest('endDate must not be before startDate');
  const agents = agentsBySkill(call);
  const rows = skills.map((skill) => summaryOf(call, skill, agents(skill.id), fromMs, toMs));
  return ok({ skillSummaries: rows });
}

function summaryOf(
  call: CxoneCall,
  skill: Resource,
  agents: AgentStates,
  fromMs: number,
  toMs: number,
): JsonObject {
  const { offered, answered, abandoned, waitSeconds, queueSeconds } = experienceOf(
    call,
    skill.id,
    fromMs,
    toMs,
  );
  return {
    businessUnitId: call.tenant.businessUnitId,
    businessUnitName: call.tenant.businessUnitName,
    skillId: Number(skill.id),
    skillName: nameOf(skill),
    mediaTypeId: 4,
    mediaTypeName: 'Phone Call',
    isOutbound: false,
    contactsOffered: offered,
    contactsHandled: answered,
    abandonCount: abandoned,
    abandonRate: offered === 0 ? 0 : Math.round((abandoned / offered) * 10_000) / 100,
    averageSpeedToAnswer: durationOf(answered === 0 ? 0 : waitSeconds / answered),
    averageInqueueTime: durationOf(offered === 0 ? 0 : queueSeconds / offered),
    ...agentCounts(agents),
    agentsAcw: agents.wrapUp,
    contactsActive: agents.interacting + agents.waitingCalls,
    queueCount: agents.waitingCalls,
  };
}

function instantOf(call: CxoneCall, name: string): number {
  const parsed = instantSchema.safeParse(required(call, name));
  if (parsed.success) return Date.parse(parsed.data);
  throw Problem.badRequest(`${name} must be an ISO 8601 instant`);
}
