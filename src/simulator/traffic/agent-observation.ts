import type { World } from '../world/world.js';
import type { AgentGroup } from './agent-group.js';
import type { QueueLine } from './queue-line.js';

/** Agents by what they do, and the calls that wait for them, at one instant. */
export interface AgentStates {
  /** Agents who are logged on to the queue: the idle, the interacting and those in wrap-up. */
  onQueue: number;
  idle: number;
  /** In a conversation, or with the telephone ringing. */
  interacting: number;
  /** At work on a call that has ended. */
  wrapUp: number;
  waitingCalls: number;
}

/** The agents of one queue: in all, and by skill. */
export interface QueueObservation extends AgentStates {
  queueId: string;
  /** An agent with several skills counts under each; a call counts under those it demands. */
  skills: ({ skill: string } & AgentStates)[];
}

/**
 * What the agents of an org's queues do now: the one source of every dialect's observations, so
 * that they cannot contradict each other. Bring the world up to date before (`simulation.advance`).
 */
export function observeAgents(world: World, orgId: string): QueueObservation[] {
  return world.store.list(orgId, 'queue').map(({ id }) => {
    const line = world.traffic.lineOf(id);
    return {
      queueId: id,
      ...statesOf(line.groups, line.waitingCalls),
      skills: skillsAt(line).map((skill) => ({
        skill,
        ...statesOf(
          line.groups.filter((group) => group.skills.includes(skill)),
          line.waitingFor(skill),
        ),
      })),
    };
  });
}

function skillsAt(line: QueueLine): string[] {
  const skills = line.groups.flatMap((group) => group.skills);
  return [...new Set([...skills, ...line.demandedSkills()])];
}

function statesOf(groups: readonly AgentGroup[], waitingCalls: number): AgentStates {
  const states = { onQueue: 0, idle: 0, interacting: 0, wrapUp: 0, waitingCalls };
  for (const { onQueue, busy, wrappingUp } of groups) {
    // Those whose shift is over are still on queue until their call is done.
    states.onQueue += Math.max(onQueue, busy);
    states.idle += Math.max(0, onQueue - busy);
    states.interacting += busy - wrappingUp;
    states.wrapUp += wrappingUp;
  }
  return states;
}
