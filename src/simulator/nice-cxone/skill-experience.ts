import type { Ending } from '../traffic/ending.js';
import { configurationOf, type CxoneCall } from './api-call.js';
import { nativeSectionOf, pointOfContactOf } from './bodies.js';

const defaultThresholdSeconds = 30;

/** What the callers of a skill experienced in a span of time. */
export interface SkillExperience {
  offered: number;
  answered: number;
  abandoned: number;
  /** Answered within the skill's threshold. */
  answeredInTime: number;
  /** Of those who were answered. */
  answerSeconds: number;
  /** Of all, also of those who gave up. */
  queueSeconds: number;
  longestQueueSeconds: number;
}

/** Calls that no trunk took are none that CXone ever saw; of open ones it tells once they end. */
const unseen: ReadonlySet<Ending> = new Set<Ending>(['open', 'noChannel', 'carrierOutage']);

/**
 * Sums up the tenant's callers by skill and by the time of their call. Whoever is lost before any
 * REQAGENT still belongs to a skill: that of the point of contact.
 */
export function experienceBySkill(
  call: CxoneCall,
  fromMs: number,
  toMs: number,
): (skillId: string) => SkillExperience {
  const bySkill = new Map<string, SkillExperience>();
  const statistics = call.world.traffic.statistics(call.tenant.orgId);
  const entrySkillId = entrySkillOf(call);
  for (const { ending, queueId, waitMs } of statistics?.log.between(fromMs, toMs) ?? []) {
    if (unseen.has(ending)) continue;
    const skillId = queueId ?? entrySkillId;
    const sums = bySkill.get(skillId) ?? nothing();
    bySkill.set(skillId, sums);
    count(sums, ending === 'answered', waitMs / 1000, thresholdOf(call, skillId));
  }
  return (skillId) => bySkill.get(skillId) ?? nothing();
}

function nothing(): SkillExperience {
  return {
    offered: 0,
    answered: 0,
    abandoned: 0,
    answeredInTime: 0,
    answerSeconds: 0,
    queueSeconds: 0,
    longestQueueSeconds: 0,
  };
}

function count(
  sums: SkillExperience,
  isAnswered: boolean,
  seconds: number,
  threshold: number,
): void {
  sums.offered += 1;
  sums.queueSeconds += seconds;
  sums.longestQueueSeconds = Math.max(sums.longestQueueSeconds, seconds);
  if (!isAnswered) {
    sums.abandoned += 1;
    return;
  }
  sums.answered += 1;
  sums.answerSeconds += seconds;
  if (seconds <= threshold) sums.answeredInTime += 1;
}

function thresholdOf(call: CxoneCall, skillId: string): number {
  const skill = configurationOf(call).get('skill', skillId);
  const threshold = skill && nativeSectionOf(skill)['serviceLevelThreshold'];
  return typeof threshold === 'number' ? threshold : defaultThresholdSeconds;
}

/** The skill of the point of contact that the tenant's callers dial; of several, the first. */
function entrySkillOf(call: CxoneCall): string {
  const { world, tenant } = call;
  const org = world.orgs.get(tenant.orgId);
  const callers = org?.callers ?? org?.callerStreams[0];
  const entry = configurationOf(call).get('point_of_contact', callers?.entryFlowId ?? '');
  return entry === undefined ? '' : String(pointOfContactOf(entry).defaultSkillId);
}
