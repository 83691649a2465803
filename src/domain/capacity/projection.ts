import { erlangA, type QueueLoad } from './erlang-a.js';

/** What policy takes for granted about agents and callers. */
export interface CapacityAssumptions {
  /** Share of the agents on queue who will be away: breaks, meetings, sickness. */
  readonly shrinkageRatio: number;
  /** Share of an agent's time that calls may take; beyond it, people tire and wrap-up grows. */
  readonly maxOccupancyRatio: number;
  /** Added to the forecast, for what the release itself may bring. */
  readonly upliftRatio: number;
  readonly patienceSeconds: number;
}

/** Callers of one kind in the time ahead, and the agents who can answer them. */
export interface SkillLoad {
  /** 90th percentile of the forecast. */
  readonly callsPerHour: number;
  /** Wrap-up included. */
  readonly handleSeconds: number;
  /** On queue with the skills; a part of an agent who is shared with other callers. */
  readonly agents: number;
}

export interface Projection {
  /** Agents' time that is asked for. */
  readonly erlangs: number;
  /** After shrinkage. */
  readonly availableAgents: number;
  /** For no more than the occupancy that policy allows. */
  readonly neededAgents: number;
  /** Available by needed; Infinity where nobody calls. */
  readonly capacityRatio: number;
  readonly abandonmentRatio: number;
  readonly answeredWaitSeconds: number;
}

/** What callers will meet. */
export function project(load: SkillLoad, assumptions: CapacityAssumptions): Projection {
  const { handleSeconds, agents } = load;
  const callsPerHour = load.callsPerHour * (1 + assumptions.upliftRatio);
  const erlangs = (callsPerHour * handleSeconds) / 3600;
  const availableAgents = agents * (1 - assumptions.shrinkageRatio);
  const neededAgents = erlangs / assumptions.maxOccupancyRatio;
  const { patienceSeconds } = assumptions;
  const queue = { callsPerHour, handleSeconds, patienceSeconds };
  return {
    erlangs,
    availableAgents,
    neededAgents,
    capacityRatio: neededAgents === 0 ? Infinity : availableAgents / neededAgents,
    ...betweenWhole(queue, availableAgents),
  };
}

/** Erlang A knows whole agents; what is between is read off the straight line, so that more is never worse. */
function betweenWhole(
  queue: Omit<QueueLoad, 'agents'>,
  agents: number,
): Pick<Projection, 'abandonmentRatio' | 'answeredWaitSeconds'> {
  const whole = Math.floor(agents);
  const part = agents - whole;
  const fewer = erlangA({ ...queue, agents: whole });
  if (part === 0) return fewer;
  const more = erlangA({ ...queue, agents: whole + 1 });
  const between = (a: number, b: number): number => (Number.isFinite(a) ? a + (b - a) * part : b);
  return {
    abandonmentRatio: between(fewer.abandonmentRatio, more.abandonmentRatio),
    answeredWaitSeconds: between(fewer.answeredWaitSeconds, more.answeredWaitSeconds),
  };
}
