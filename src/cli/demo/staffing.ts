import { isJsonObject, type Json, type JsonObject } from '../../domain/json.js';
import type { OrgBinding } from '../../domain/release-model.js';
import type { ResourceKind } from '../../domain/resource.js';

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
/** Share of the agents that are busy on average. */
const LOAD = 0.87;
/** A fallback has to take some calls, should the first choice be full. */
const FALLBACK_SHARE = 0.1;

/** Staffs queues for the calls that reach them from all orgs. */
export function staffQueues(orgs: readonly StaffedOrg[]): (queue: Furnished) => Staffing {
  const callsPerMinute = new Map<string, number>();
  for (const org of orgs) {
    for (const strategy of org.resources.strategy ?? []) {
      for (const { queueId, share } of sharesOf(strategy['targets'])) {
        const before = callsPerMinute.get(queueId) ?? 0;
        callsPerMinute.set(queueId, before + org.callsPerMinute * share);
      }
    }
  }
  return (queue) => {
    const calls = callsPerMinute.get(queue.id) ?? 0;
    const busy = (calls * HANDLE_SECONDS) / 60;
    return {
      agents: Math.max(1, Math.ceil(busy / LOAD)),
      handleSeconds: HANDLE_SECONDS,
      skill: textOf(queue['skill']),
    };
  };
}

/** How a strategy's calls spread: the first priority takes all, by weight; later ones take what overflows. */
function sharesOf(targets: Json | undefined): { queueId: string; share: number }[] {
  const list = Array.isArray(targets) ? targets.filter(isJsonObject) : [];
  const first = Math.min(...list.map((target) => Number(target['priority'])));
  const weightOf = (target: JsonObject): number => Number(target['weight']);
  const total = list
    .filter((target) => Number(target['priority']) === first)
    .reduce((sum, target) => sum + weightOf(target), 0);
  return list.map((target) => ({
    queueId: textOf(target['id']),
    share:
      Number(target['priority']) === first && total > 0 ? weightOf(target) / total : FALLBACK_SHARE,
  }));
}

const textOf = (value: Json | undefined): string => (typeof value === 'string' ? value : '');
