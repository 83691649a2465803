import { columnsPerOutcome, outcomes } from '../traffic/org-statistics.js';
import { pointOfContactOf } from './bodies.js';
import { configurationOf, type CxoneCall } from './api-call.js';

/** What the callers of a skill experienced in a span of time. */
export interface SkillExperience {
  offered: number;
  answered: number;
  abandoned: number;
  /** Of those who were answered. */
  waitSeconds: number;
  /** Of all, also of those who gave up. */
  queueSeconds: number;
}

/**
 * Sums up the callers of each skill, by the time of their call. Whoever is lost before any REQAGENT
 * still belongs to a skill: that of the point of contact.
 */
export function experienceOf(
  call: CxoneCall,
  skillId: string,
  fromMs: number,
  toMs: number,
): SkillExperience {
  const total = { offered: 0, answered: 0, abandoned: 0, waitSeconds: 0, queueSeconds: 0 };
  const statistics = call.world.traffic.statistics(call.tenant.orgId);
  const queueIds = entrySkillOf(call) === skillId ? [skillId, null] : [skillId];
  for (const queueId of queueIds) {
    const sums = statistics?.queues.get(queueId)?.sum(fromMs, toMs) ?? [];
    for (const [index, { dispositionCode }] of outcomes.entries()) {
      const [calls = 0, waits = 0] = sums.slice(index * columnsPerOutcome);
      total.offered += calls;
      total.queueSeconds += waits;
      if (dispositionCode === 'abandoned') total.abandoned += calls;
      else {
        total.answered += calls;
        total.waitSeconds += waits;
      }
    }
  }
  return total;
}

/** The skill of the point of contact that the org's callers dial. */
function entrySkillOf(call: CxoneCall): string | undefined {
  const { world, tenant } = call;
  const entryId = world.orgs.get(tenant.orgId)?.callers?.entryFlowId ?? '';
  const entry = configurationOf(call).get('point_of_contact', entryId);
  return entry === undefined ? undefined : String(pointOfContactOf(entry).defaultSkillId);
}
