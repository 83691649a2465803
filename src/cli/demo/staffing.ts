import type { JsonObject } from '../../domain/json.js';
import type { OrgBinding, PlatformName } from '../../domain/release-model.js';
import type { ResourceKind } from '../../domain/resource.js';
import { sharesOf } from './shares.js';
import { textOf } from './text-of.js';

/** A resource as the platform has it. */
export type Furnished = JsonObject & { id: string };

/** An org of the demo's world, with ids in the place of references. */
export interface StaffedOrg {
  readonly binding: OrgBinding;
  readonly resources: Partial<Record<ResourceKind, Furnished[]>>;
  readonly callsPerMinute: number;
}

export interface Staffing {
  readonly agents: number;
  readonly handleSeconds: number;
  readonly skill: string;
}

const HANDLE_SECONDS = 240;
/**
 * Share of the agents that are busy on average. Genesys Cloud tells of calls that reached a queue only, so that some
 * have to give up there, or there would be nothing to compare.
 */
const LOADS: Readonly<Record<PlatformName, number>> = {
  guide: 0.87,
  'genesys-cloud': 0.97,
  'nice-cxone': 0.87,
};

/** Staffs queues for the calls that reach them from all orgs. */
export function staffQueues(
  orgs: readonly StaffedOrg[],
): (queue: Furnished, platform: PlatformName) => Staffing {
  const callsPerMinute = new Map<string, number>();
  for (const org of orgs) {
    for (const { queueId, share } of sharesOf(org)) {
      const before = callsPerMinute.get(queueId) ?? 0;
      callsPerMinute.set(queueId, before + org.callsPerMinute * share);
    }
  }
  return (queue, platform) => {
    const calls = callsPerMinute.get(queue.id) ?? 0;
    const busy = (calls * HANDLE_SECONDS) / 60;
    return {
      agents: Math.max(1, Math.ceil(busy / LOADS[platform])),
      handleSeconds: HANDLE_SECONDS,
      skill: textOf(queue['skill']),
    };
  };
}
