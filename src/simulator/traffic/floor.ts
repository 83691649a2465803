import type { AgentGroupStaffing, Staffing, WorldOrg } from '../world-file.js';
import { AgentGroup } from './agent-group.js';
import type { Conditions } from './conditions.js';
import { QueueLine } from './queue-line.js';
import { agentsOnRota, nextDaily, offsetMsOf, shiftChanges } from './rota.js';

interface Placement {
  orgId: string;
  line: QueueLine;
  group: AgentGroup;
  staffing: AgentGroupStaffing;
  offsetMs: number;
}

/** The agents of all orgs, at their queues. */
export class Floor {
  readonly #lines = new Map<string, QueueLine>();
  readonly #placements: Placement[] = [];
  /** The instants of a UTC day at which somebody's shift begins or ends, in ms. */
  readonly #shiftChanges = new Set<number>();

  constructor(orgs: readonly WorldOrg[]) {
    for (const org of orgs) {
      for (const [queueId, staffing] of Object.entries(org.queues)) {
        this.#staff(org, queueId, staffing);
      }
    }
  }

  /** The line of a queue. A queue that nobody staffs has no agents. */
  line(queueId: string): QueueLine {
    let line = this.#lines.get(queueId);
    if (line === undefined) {
      line = new QueueLine(queueId, null, []);
      this.#lines.set(queueId, line);
    }
    return line;
  }

  nextShiftChange(afterMs: number): number {
    return nextDaily(this.#shiftChanges, afterMs);
  }

  /** Sends agents on queue and off, and calls `onGain` where there are more than before. */
  update(
    atMs: number,
    conditions: Conditions,
    onGain: (line: QueueLine, group: AgentGroup) => void,
  ): void {
    for (const { orgId, line, group, staffing, offsetMs } of this.#placements) {
      const share = conditions.shareOnQueue(orgId, line.queueId);
      const before = group.onQueue;
      group.onQueue = Math.round(agentsOnRota(staffing, atMs, offsetMs) * share);
      if (group.onQueue > before) onGain(line, group);
    }
  }

  #staff(org: WorldOrg, queueId: string, staffing: Staffing): void {
    const { skill, groups, ...base } = staffing;
    const own = { ...base, skills: skill === '' ? [] : [skill] };
    const isStaffed = own.agents > 0 || own.shifts !== undefined || groups.length === 0;
    const staffings = isStaffed ? [own, ...groups] : groups;
    const members = staffings.map((one) => ({ staffing: one, group: new AgentGroup(one) }));
    const line = new QueueLine(
      queueId,
      skill,
      members.map(({ group }) => group),
    );
    this.#lines.set(queueId, line);
    const offsetMs = offsetMsOf(org.timeZone);
    for (const member of members) {
      this.#placements.push({ orgId: org.id, line, offsetMs, ...member });
      for (const change of shiftChanges(member.staffing, offsetMs)) this.#shiftChanges.add(change);
    }
  }
}
