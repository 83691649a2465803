import { z } from 'zod';
import type { CallOptions, OrgCapacity, QueueCapacity } from '../port.js';
import { readPlatformTime } from './business-unit.js';
import type { Context } from './context.js';
import { itemPages } from './lists.js';
import { ACTIVITY } from './routes.js';

const PHONE = '4';
const ROUTE = {
  path: ACTIVITY,
  member: 'skillActivity',
  query: { mediaTypeId: PHONE, IsOutbound: 'false' },
};
const count = z.number().int().nonnegative();
const activitySchema = z.object({
  skillId: z.number().int(),
  agentsLoggedIn: count,
  agentsUnavailable: count,
  agentsACW: count,
  queueCount: count,
});

/**
 * Who is there for each skill, whatever they do, and who waits. An agent of several skills counts in each. A skill that
 * leaves out a part of that is left out: missing is never nobody. What a call takes is not told.
 */
export async function fetchCapacity(context: Context, options: CallOptions): Promise<OrgCapacity> {
  const queues: QueueCapacity[] = [];
  for await (const { items } of itemPages(context, ROUTE, options))
    for (const item of items) {
      const { success, data } = activitySchema.safeParse(item);
      if (success) queues.push(queueOf(data));
    }
  return { observedAtMs: await readPlatformTime(context, options), queues };
}

function queueOf(activity: z.infer<typeof activitySchema>): QueueCapacity {
  const { skillId, agentsLoggedIn, agentsUnavailable, agentsACW, queueCount } = activity;
  const agents = Math.max(0, agentsLoggedIn - agentsUnavailable - agentsACW);
  return {
    queueId: String(skillId),
    groups: agents === 0 ? [] : [{ skills: [], agents }],
    waitingCalls: queueCount,
    handleSeconds: null,
    handledCalls: 0,
  };
}
