import pMap from 'p-map';
import { sameJson } from '../domain/equality.js';
import type { JsonObject } from '../domain/json.js';
import type { OrgPlan, ResourcePlan } from '../domain/org-plan.js';
import { splitPath } from '../domain/path-segment.js';
import { isWritten, toRemove } from '../domain/plan.js';
import { parseKey } from '../domain/resource-key.js';
import type { ResourceKind } from '../domain/resource.js';
import type { Loaded } from '../planning/loaded.js';
import { WireError, type CallOptions } from '../platforms/port.js';

/** A resource that callers may lose by a rollout. */
interface Leaving {
  readonly key: string;
  readonly kind: ResourceKind;
  readonly id: string;
  readonly what: 'removed' | 'switched off';
}

/**
 * Resources of an org that the rollout removes or switches off while something uses them that the release does not
 * change, by what the platform tracks: a sentence for each. What cannot be read is no news here; the org's own
 * transaction meets it.
 */
export async function stillUsed(
  loaded: Loaded,
  plan: OrgPlan,
  options: CallOptions,
): Promise<readonly string[]> {
  if (loaded.client(plan.org).usersOf === undefined) return [];
  const used = await pMap(leavingOf(loaded, plan), (one) => usedIn(loaded, plan, one, options));
  return used.flat();
}

function leavingOf(loaded: Loaded, plan: OrgPlan): Leaving[] {
  const removed = toRemove(plan).flatMap(({ key, id }): Leaving[] => {
    const kind = parseKey(key)?.kind;
    return kind === undefined ? [] : [{ key, kind, id, what: 'removed' }];
  });
  const off = plan.resources.flatMap((resource): Leaving[] => {
    const { key, kind, id } = resource;
    const members = loaded.client(plan.org).declares(kind)?.off ?? null;
    if (id === null || members === null || !goesOff(resource, members)) return [];
    return [{ key, kind, id, what: 'switched off' }];
  });
  return [...removed, ...off];
}

function goesOff({ desired, changes }: ResourcePlan, off: JsonObject): boolean {
  const names = Object.keys(off);
  return (
    names.every((name) => sameJson(desired[name], off[name])) &&
    changes.some(({ path }) => names.includes(splitPath(path)[0] ?? ''))
  );
}

async function usedIn(
  loaded: Loaded,
  plan: OrgPlan,
  { key, kind, id, what }: Leaving,
  options: CallOptions,
): Promise<string[]> {
  const client = loaded.client(plan.org);
  const about = `${key} in ${plan.org} is to be ${what}`;
  try {
    const live = await client.read(kind, id, options);
    if (live === null || client.usersOf === undefined) return [];
    const users = await client.usersOf(live, options);
    if (users === null) return [`${about}, and the platform does not tell now who uses it`];
    const changing = new Set(plan.resources.filter(isWritten).map((resource) => resource.id));
    const others = users.filter((user) => !changing.has(user.id) && user.id !== id);
    if (others.length === 0) return [];
    const names = others.map(({ name }) => name).join(', ');
    return [`${about}, while ${names} uses it, which the release does not change`];
  } catch (error) {
    if (!(error instanceof WireError) || error.facts.kind === 'cancelled') throw error;
    return [];
  }
}
