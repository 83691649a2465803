import { z } from 'zod';
import { ok, type Answer } from '../http/answer.js';
import { Problem } from '../http/problem.js';
import type { JsonObject } from '../json.js';
import type { AgentStates } from '../traffic/agent-observation.js';
import { nameOf, type Resource } from '../world/resource.js';
import { addressed, configurationOf, required, type CxoneCall } from './api-call.js';
import { nativeSectionOf } from './bodies.js';
import { durationOf } from './duration.js';
import { agentCounts, agentsBySkill } from './skill-agents.js';
import { experienceBySkill, type SkillExperience } from './skill-experience.js';

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
  const experience = experienceBySkill(call, fromMs, toMs);
  const rows = skills.map((skill) =>
    summaryOf(call, skill, experience(skill.id), agents(skill.id)),
  );
  return ok({ skillSummaries: rows });
}

function summaryOf(
  { tenant }: CxoneCall,
  skill: Resource,
  experience: SkillExperience,
  agents: AgentStates,
): JsonObject {
  const { offered, answered, abandoned, answeredInTime } = experience;
  const { serviceLevelGoal = null, serviceLevelThreshold = null } = nativeSectionOf(skill);
  return {
    businessUnitId: tenant.businessUnitId,
    businessUnitName: tenant.businessUnitName,
    skillId: Number(skill.id),
    skillName: nameOf(skill),
    mediaTypeId: 4,
    mediaTypeName: 'Phone Call',
    isOutbound: false,
    contactsOffered: offered,
    contactsHandled: answered,
    abandonCount: abandoned,
    abandonRate: percentage(abandoned, offered),
    averageSpeedToAnswer: durationOf(ratio(experience.answerSeconds, answered)),
    averageInqueueTime: durationOf(ratio(experience.queueSeconds, offered)),
    longestQueueDur: durationOf(experience.longestQueueSeconds),
    contactsWithinSLA: answeredInTime,
    contactsOutOfSLA: offered - answeredInTime,
    serviceLevel: percentage(answeredInTime, offered),
    serviceLevelGoal,
    serviceLevelThreshold,
    ...agentCounts(agents),
    agentsAcw: agents.wrapUp,
    contactsActive: agents.interacting + agents.waitingCalls,
    queueCount: agents.waitingCalls,
  };
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

function percentage(part: number, whole: number): number {
  return Math.round(ratio(part, whole) * 10_000) / 100;
}

function instantOf(call: CxoneCall, name: string): number {
  const parsed = instantSchema.safeParse(required(call, name));
  if (parsed.success) return Date.parse(parsed.data);
  throw Problem.badRequest(`${name} must be an ISO 8601 instant`);
}
