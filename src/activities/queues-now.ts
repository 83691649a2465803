import type { StaffedQueue } from '../domain/capacity/staffing-ahead.js';
import type { JsonObject } from '../domain/json.js';
import type { OrgPlan } from '../domain/org-plan.js';
import { parseKey } from '../domain/resource-key.js';
import type { CallOptions, QueueCapacity } from '../platforms/port.js';
import type { Loaded } from '../planning/loaded.js';

/** A queue with who is on it, and how many wait. */
export interface QueueNow extends StaffedQueue {
  readonly waitingCalls: number;
  /** In the last hour. */
  readonly handledCalls: number;
}

/**
 * An org's queues with their agents, and those that its strategies name and that are yet to be created: they have none.
 * Null where the platform does not tell who is on queue.
 */
export async function queuesNow(
  loaded: Loaded,
  org: string,
  plan: OrgPlan | null,
  named: ReadonlyMap<string, string>,
  options: CallOptions,
): Promise<QueueNow[] | null> {
  const capacity = await loaded.client(org).capacity(options);
  if (capacity === null) return null;
  const known = plan?.resources.filter(({ kind }) => kind === 'queue') ?? [];
  const there = capacity.queues.map(({ queueId }) => queueId);
  const missing = [...named.keys()].filter((queueId) => !there.includes(queueId));
  const queues: QueueNow[] = [];
  for (const queue of [...capacity.queues, ...missing.map(empty)]) {
    const planned = known.find(({ id, key }) => id === queue.queueId || key === queue.queueId);
    const about = planned ?? (await read(loaded, org, queue, options));
    queues.push({ ...queue, name: about.name, skills: skillsOf(about.desired) });
  }
  return queues;
}

/** What no template declares is asked for: only the platform knows its name and skill. */
async function read(
  loaded: Loaded,
  org: string,
  { queueId, groups, handledCalls, waitingCalls }: QueueCapacity,
  options: CallOptions,
): Promise<{ readonly name: string; readonly desired: JsonObject }> {
  const isUsed = groups.length > 0 || handledCalls > 0 || waitingCalls > 0;
  const key = parseKey(queueId);
  const live =
    isUsed && key === null ? await loaded.client(org).read('queue', queueId, options) : null;
  return { name: key?.name ?? live?.name ?? queueId, desired: live?.body ?? {} };
}

function empty(queueId: string): QueueCapacity {
  return { queueId, groups: [], waitingCalls: 0, handleSeconds: null, handledCalls: 0 };
}

/** The skill that a queue asks of whoever answers it. */
export function skillsOf({ skill }: JsonObject): string[] {
  return typeof skill === 'string' && skill !== '' ? [skill] : [];
}
