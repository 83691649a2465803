import { WireError } from '../../http/errors.js';
import type { ApiClient } from '../../http/client.js';
import { parseBody } from '../parse-body.js';
import type { AgentsOnQueue, CallOptions, OrgCapacity } from '../port.js';
import { OBSERVATIONS_PATH, READ_SCOPE } from './routes.js';
import { observationsSchema, type Observations } from './schema.js';

/** Agents on queue by queue and skills; null where the platform has no such endpoint. */
export async function fetchCapacity(
  org: string,
  api: ApiClient,
  options: CallOptions = {},
): Promise<OrgCapacity | null> {
  const path = OBSERVATIONS_PATH;
  const request = { ...options, scopes: [READ_SCOPE], method: 'GET', path } as const;
  try {
    const { body } = await api.send(request);
    return capacityOf(parseBody(observationsSchema, body, { org, method: 'GET', path }));
  } catch (error) {
    if (error instanceof WireError && error.facts.kind === 'notFound') return null;
    throw error;
  }
}

function capacityOf({ observedAt, queues }: Observations): OrgCapacity {
  return {
    observedAtMs: Date.parse(observedAt),
    queues: queues.map(({ queueId, waitingCalls, agents, handled }) => ({
      queueId,
      waitingCalls,
      groups: bySkills(agents),
      handledCalls: handled.calls,
      handleSeconds:
        handled.calls === 0
          ? null
          : (handled.talkSecondsSum + handled.wrapUpSecondsSum) / handled.calls,
    })),
  };
}

/** One group for each set of skills, however the platform splits them; nobody is no group. */
function bySkills(agents: Observations['queues'][number]['agents']): AgentsOnQueue[] {
  const groups = new Map<string, AgentsOnQueue>();
  for (const { skills, onQueue } of agents) {
    if (onQueue === 0) continue;
    const sorted = skills.toSorted();
    const key = JSON.stringify(sorted);
    groups.set(key, { skills: sorted, agents: (groups.get(key)?.agents ?? 0) + onQueue });
  }
  return [...groups.values()];
}
