import type { World } from '../world/world.js';

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
 * that they cannot contradict each other. Bring the traffic up to date before (`simulation.advance`).
 */
export function observeAgents(world: World, orgId: string): QueueObservation[] {
  return world.store.list(orgId, 'queue').map(({ id }) => {
    const line = world.traffic.lineOf(id);
    const states = {
      onQueue: Math.max(line.agents, line.busyAgents),
      idle: Math.max(0, line.agents - line.busyAgents),
      interacting: line.busyAgents,
      wrapUp: 0,
      waitingCalls: line.waitingCalls,
    };
    return {
      queueId: id,
      ...states,
      skills: line.skill === null ? [] : [{ skill: line.skill, ...states }],
    };
  });
}
