import type { AgentGroup } from './agent-group.js';
import type { Call } from './call.js';
import type { Demand } from './demand.js';
import { HandledCalls } from './handled-calls.js';
import { WaitingLine } from './waiting-line.js';

/**
 * The agents of a queue and the callers in front of them: first come, first served among those whom
 * an agent can serve.
 */
export class QueueLine {
  readonly queueId: string;
  /** What reports call the queue's skill. */
  readonly skill: string | null;
  /** Those who can do least come first, so that the versatile stay free. */
  readonly groups: readonly AgentGroup[];
  waitingCalls = 0;
  readonly handled = new HandledCalls();
  readonly #waiting = new Map<string, { demand: Demand; line: WaitingLine }>();
  #turns = 0;

  constructor(queueId: string, skill: string | null, groups: readonly AgentGroup[]) {
    this.queueId = queueId;
    this.skill = skill;
    this.groups = groups.toSorted((a, b) => a.skills.length - b.skills.length);
  }

  /** Agents on queue. */
  get agents(): number {
    let agents = 0;
    for (const group of this.groups) agents += group.onQueue;
    return agents;
  }

  get busyAgents(): number {
    let busy = 0;
    for (const group of this.groups) busy += group.busy;
    return busy;
  }

  /** A group with an agent who is free to take such a call. */
  freeGroup(demand: Demand): AgentGroup | undefined {
    for (const group of this.groups) {
      if (group.hasFreeAgent && group.canServe(demand)) return group;
    }
    return undefined;
  }

  join(call: Call): void {
    call.turn = this.#turns;
    this.#turns += 1;
    this.waitingCalls += 1;
    this.#lineFor(call.demand).join(call);
  }

  leave(call: Call): void {
    this.waitingCalls -= 1;
    this.#lineFor(call.demand).leave(call);
  }

  /** Takes the caller who has waited longest of those whom the group can serve. */
  takeNext(group: AgentGroup): Call | undefined {
    let longest: { turn: number; line: WaitingLine } | undefined;
    for (const { demand, line } of this.#waiting.values()) {
      const turn = line.size > 0 && group.canServe(demand) ? line.first()?.turn : undefined;
      if (turn === undefined || (longest !== undefined && longest.turn < turn)) continue;
      longest = { turn, line };
    }
    if (longest === undefined) return undefined;
    this.waitingCalls -= 1;
    return longest.line.takeFirst();
  }

  /** How many callers wait who demand this skill, among others or alone. */
  waitingFor(skill: string): number {
    let waiting = 0;
    for (const { demand, line } of this.#waiting.values()) {
      if (demand.skills.includes(skill)) waiting += line.size;
    }
    return waiting;
  }

  /** The skills that waiting callers have demanded here so far. */
  demandedSkills(): string[] {
    return [...this.#waiting.values()].flatMap(({ demand }) => demand.skills);
  }

  #lineFor(demand: Demand): WaitingLine {
    let entry = this.#waiting.get(demand.key);
    if (entry === undefined) {
      entry = { demand, line: new WaitingLine() };
      this.#waiting.set(demand.key, entry);
    }
    return entry.line;
  }
}
