import { isJsonObject, type Json } from '../json.js';
import { isEnabled, type Resource } from '../world/resource.js';
import type { ResourceStore } from '../world/resource-store.js';
import type { QueueLine } from './queue-line.js';

/** The targets of one priority, with their weights summed up one after the other. */
export interface TargetGroup {
  priority: number;
  targets: { line: QueueLine | null; weightUpTo: number }[];
  totalWeight: number;
}

/** A strategy's target groups in the order in which calls try them. */
export interface StrategyPlan {
  groups: TargetGroup[];
  firstPriority: number;
}

interface Target {
  id: string;
  weight: number;
  priority: number;
}

/** Prepares a strategy for routing; null when it does not exist or is disabled. */
export function planStrategy(
  strategy: Resource | undefined,
  store: ResourceStore,
  lineOf: (queueId: string) => QueueLine,
): StrategyPlan | null {
  if (strategy === undefined || strategy.kind !== 'strategy' || !isEnabled(strategy)) return null;
  const targets = targetsOf(strategy.body['targets']);
  const priorities = [...new Set(targets.map((target) => target.priority))].sort((a, b) => a - b);
  const groups = priorities.map((priority) =>
    groupOf(
      priority,
      targets.filter((target) => target.priority === priority),
      (id) => servingLine(store, id, lineOf),
    ),
  );
  // A priority without any weight is only a fallback, wherever it stands.
  const ordered = [
    ...groups.filter((group) => group.totalWeight > 0),
    ...groups.filter((group) => group.totalWeight === 0).map(withEqualWeights),
  ];
  return { groups: ordered, firstPriority: priorities[0] ?? 0 };
}

function groupOf(
  priority: number,
  targets: Target[],
  lineOf: (id: string) => QueueLine | null,
): TargetGroup {
  let totalWeight = 0;
  const members = targets.map((target) => ({
    line: lineOf(target.id),
    weightUpTo: (totalWeight += target.weight),
  }));
  return { priority, targets: members, totalWeight };
}

function withEqualWeights(group: TargetGroup): TargetGroup {
  const targets = group.targets.map((target, index) => ({ ...target, weightUpTo: index + 1 }));
  return { ...group, targets, totalWeight: targets.length };
}

/** The line of a queue that exists and is enabled. Whether it has agents depends on the hour. */
function servingLine(
  store: ResourceStore,
  queueId: string,
  lineOf: (queueId: string) => QueueLine,
): QueueLine | null {
  const queue = store.get(queueId);
  if (queue === undefined || queue.kind !== 'queue' || !isEnabled(queue)) return null;
  return lineOf(queueId);
}

function targetsOf(value: Json | undefined): Target[] {
  const entries = Array.isArray(value) ? value.filter(isJsonObject) : [];
  return entries.map((entry) => ({
    id: entry['type'] === 'Queue' && typeof entry['id'] === 'string' ? entry['id'] : '',
    weight: typeof entry['weight'] === 'number' ? Math.max(0, entry['weight']) : 0,
    priority: typeof entry['priority'] === 'number' ? entry['priority'] : 1,
  }));
}
