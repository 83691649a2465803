import type { Call } from './call.js';
import { purposes } from './draws.js';
import type { QueueLine } from './queue-line.js';
import type { StrategyPlan, TargetGroup } from './strategy-plan.js';

/** Where a strategy sends a call. */
export interface StrategyChoice {
  line: QueueLine;
  priority: number;
}

/**
 * Takes a call through the priorities: the weights pick a target; one that cannot serve sends the
 * call on, and so does a full line while a later priority can serve. Null when none is left.
 */
export function chooseTarget(plan: StrategyPlan, call: Call): StrategyChoice | null {
  let overflowing: StrategyChoice | null = null;
  for (const [index, group] of plan.groups.entries()) {
    const line = pick(group, call.chance(purposes.priority + index));
    if (line === null || line.agents === 0) continue;
    const choice = { line, priority: group.priority };
    const isFull = line.waitingCalls > line.agents;
    if (!isFull || !plan.groups.slice(index + 1).some(canServe)) return choice;
    overflowing ??= choice;
  }
  return overflowing;
}

function canServe(group: TargetGroup): boolean {
  return group.targets.some(({ line }) => line !== null && line.agents > 0);
}

function pick(group: TargetGroup, uniform: number): QueueLine | null {
  const wanted = uniform * group.totalWeight;
  return group.targets.find((target) => wanted < target.weightUpTo)?.line ?? null;
}
