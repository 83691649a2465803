import { sameConfiguration } from '../domain/equality.js';
import type { RemovedResource, ResourceBase } from '../domain/org-plan.js';
import { getAt } from '../domain/path.js';
import { toRemove } from '../domain/plan.js';
import { parseKey } from '../domain/resource-key.js';
import type { ResourceOutcome } from '../domain/resource-outcome.js';
import type { LiveResource, ResourceKind } from '../domain/resource.js';
import { load } from '../planning/loaded.js';
import { isFinal, WireError } from '../platforms/port.js';
import { attempt } from './attempt.js';
import { recordedPlan } from './deploy.js';
import type { ActivityDeps } from './deps.js';
import type { OrgWork } from './org-work.js';
import type { Activities, OrgInput, PruneResult } from './types.js';
import { names } from './user-elsewhere.js';

export function pruneActivities(deps: ActivityDeps): Pick<Activities, 'pruneOrg'> {
  return {
    pruneOrg: (input) =>
      attempt(async (options) => {
        const loaded = await load(deps, input.scope);
        const plan = await recordedPlan(deps, loaded, input);
        const client = loaded.client(input.org.org);
        return prune({ deps, loaded, plan, client, options }, input);
      }, 'deploy'),
  };
}

/** What goes has a snapshot, was approved with the plan, and is as Rollcall last left it. All else is listed. */
async function prune(work: OrgWork, { scope }: OrgInput): Promise<PruneResult> {
  const { deps, loaded, plan } = work;
  const address = loaded.address(plan.org);
  const bases = await deps.ledger.readBases(address);
  const { resources: snapshot } = await deps.ledger.readSnapshot(address, scope.rolloutKey);
  const removed = toRemove(plan);
  const users = await usersOf(work, removed);
  const resources: ResourceOutcome[] = [];
  const gone: string[] = [];
  for (const resource of removed) {
    const kind = parseKey(resource.key)?.kind;
    if (kind === undefined) continue;
    const isKept = snapshot.some(({ id, kind: of }) => id === resource.id && of === kind);
    const why = await removeOne(work, { ...resource, kind }, bases[resource.key], users, isKept);
    if (why === null) gone.push(resource.key);
    resources.push(outcomeOf(resource, kind, plan.layers, why));
  }
  const left = Object.entries(bases).filter(([key]) => !gone.includes(key));
  // In the words of a close, by which the fleet's release is read: it may write nothing further.
  const release = plan.releaseDigest.slice(0, 12);
  const note = `${gone.length} resource(s) removed, on release ${release}, rollout ${scope.rolloutKey}`;
  if (gone.length > 0) await deps.ledger.writeBases(address, Object.fromEntries(left), note);
  return { removed: gone.length, resources };
}

function outcomeOf(
  { key, id }: RemovedResource,
  kind: ResourceKind,
  layer: number,
  why: string | null,
): ResourceOutcome {
  const state = why === null ? 'completed' : 'untouched';
  const reason = why === null ? 'removed: no template declares it any more' : `stays: ${why}`;
  return { key, kind, layer, state, id, reason };
}

/** Null where it is gone now; else why it stays. */
async function removeOne(
  { client, options }: OrgWork,
  { kind, id }: RemovedResource & { readonly kind: ResourceKind },
  base: ResourceBase | undefined,
  users: ReadonlyMap<string, string>,
  isKept: boolean,
): Promise<string | null> {
  try {
    const live = await client.read(kind, id, options);
    if (live === null) return null;
    if (client.declares(kind)?.deletes === false) return `the platform deletes no ${kind}`;
    if (base === undefined) return 'nobody knows what Rollcall last wrote';
    if (!isAsLeft(live, base)) return 'somebody edited it since';
    if (!isKept) return 'the snapshot does not have it';
    const user = users.get(id);
    if (user !== undefined) return `${user} refers to it`;
    await client.remove(live, options);
    return null;
  } catch (error) {
    // One that is refused keeps no other from going.
    if (!(error instanceof WireError) || !isFinal(error)) throw error;
    const { kind: refusal } = error.facts;
    return refusal === 'conflict' ? 'something refers to it' : `${refusal}: ${error.message}`;
  }
}

function isAsLeft(live: LiveResource, { values }: ResourceBase): boolean {
  return Object.entries(values).every(([path, value]) =>
    sameConfiguration(getAt(live.body, path), value),
  );
}

/** Which managed resource, of this org or of another that builds on it, names each id that is to go. */
async function usersOf(
  work: OrgWork,
  removed: readonly RemovedResource[],
): Promise<Map<string, string>> {
  const { plan, loaded, options } = work;
  const users = new Map<string, string>();
  const own = plan.resources.flatMap(({ key, kind, id }) =>
    id === null ? [] : [{ org: plan.org, key, kind, id }],
  );
  for (const { org, key, kind, id } of [...own, ...(await suspectsElsewhere(work, removed))]) {
    const live = await loaded.client(org).read(kind, id, options);
    for (const { id: candidate } of removed)
      if (names(live?.body ?? null, candidate)) users.set(candidate, `${key} of ${org}`);
  }
  return users;
}

/** Resources of other orgs whose last known values name such an id; whether they still do, a reading tells. */
async function suspectsElsewhere(
  { deps, loaded, plan }: OrgWork,
  removed: readonly RemovedResource[],
): Promise<{ org: string; key: string; kind: ResourceKind; id: string }[]> {
  const orgs = loaded.orgs.map(({ org }) => org).filter((org) => org !== plan.org);
  const all = await deps.ledger.readManyBases(orgs.map((org) => loaded.address(org)));
  return orgs.flatMap((org, at) =>
    Object.entries(all[at] ?? {}).flatMap(([key, { id, values }]) => {
      const kind = parseKey(key)?.kind;
      const isSuspect = removed.some((candidate) => names({ ...values }, candidate.id));
      return kind !== undefined && isSuspect ? [{ org, key, kind, id }] : [];
    }),
  );
}
