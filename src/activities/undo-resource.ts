import { adjustedResource, withAdjusted } from '../domain/adjustment.js';
import { applyChanges, invertChanges } from '../domain/apply.js';
import { sameJson } from '../domain/equality.js';
import type { JsonObject } from '../domain/json.js';
import type { PathChange, ResourcePlan } from '../domain/org-plan.js';
import type { LiveResource } from '../domain/resource.js';
import { WireError, type CallOptions, type OrgClient } from '../platforms/port.js';
import { writeMerged } from './conditional-write.js';
import { isAsCreated, resolvedBody } from './deploy-resource.js';
import type { OrgWork } from './org-work.js';
import type { Undone } from './revert-total.js';
import { changesWithIds, idsFor } from './targets.js';
import type { CreatedResource } from './types.js';
import { userElsewhere } from './user-elsewhere.js';

/** Takes one resource back. `ours`: it is known that this rollout created it; null where that is not known. */
export async function undoResource(
  work: OrgWork,
  resource: ResourcePlan,
  ours: CreatedResource | null,
): Promise<Undone> {
  const { kind, id, key } = resource;
  const { adjustments = [] } = work;
  if (resource.action === 'added' || id === null) return undoCreation(work, resource, ours);
  if (adjustedResource(resource, adjustments).changes.length === 0)
    return { wrote: false, kept: 0 };
  const idOf = await idsFor(work, resource, 'orRecorded');
  const changes = withAdjusted(key, changesWithIds(resource, idOf), adjustments);
  return undo(work.client, { kind, id }, invertChanges(changes), work.options);
}

/** Applies an inverse where live still has what was written. */
export async function undo(
  client: OrgClient,
  target: { readonly kind: LiveResource['kind']; readonly id: string },
  inverse: readonly PathChange[],
  options: CallOptions,
): Promise<Undone> {
  const { wrote, kept, live } = await writeMerged(
    client,
    target,
    (body) => {
      const undone = applyChanges(body, inverse);
      return { body: undone.body, applied: undone.applied.length, kept: undone.skipped.length };
    },
    options,
  );
  return live === null ? { wrote: false, kept: inverse.length } : { wrote, kept };
}

/**
 * A created resource is deleted if unedited and unreferenced, else switched off and listed. One that an org still
 * routes callers to (a sub that could not be taken back) stays on for them.
 */
async function undoCreation(
  work: OrgWork,
  resource: ResourcePlan,
  ours: CreatedResource | null,
): Promise<Undone> {
  const { client, options, plan } = work;
  const live = await findCreated(work, resource, ours);
  if (live === null) return { wrote: false, kept: 0 };
  const where = `${resource.kind} ${live.id} ("${resource.name}") in ${plan.org}`;
  const body = await resolvedBody(work, resource, 'orRecorded');
  // Switched off by an earlier attempt, it is still as it was created.
  const { off = null, deletes = true } = client.declares(resource.kind) ?? {};
  const switchedOff = off === null ? [] : [{ ...body, ...off }];
  // Weights that followed the agents are of this rollout's making, too.
  const followed = withAdjusted(resource.key, [], work.adjustments ?? []);
  const made = { ...live, body: applyChanges(live.body, followed).body };
  // Of one that this rollout has made whole, a person took something away.
  const isBegun = ours === null && client.isBegun?.(made, body) === true;
  const unedited = isBegun || [body, ...switchedOff].some((as) => isAsCreated(client, made, as));
  if (!unedited && ours === null)
    return {
      wrote: false,
      kept: 1,
      stranded: `${where} is not as this rollout creates it (edited since, or somebody else's); it stays, delete it by hand if it is not wanted`,
    };
  if (unedited && deletes && (await isRemoved(client, live, options)))
    return { wrote: true, kept: 0 };
  const user = await userElsewhere(work, resource.key, live.id);
  if (user !== null) return stayingFor(user, where, unedited);
  const why = !unedited ? 'was edited since' : deletes ? 'is referenced' : 'cannot be deleted';
  const wrote = off !== null && (await switchOff(client, live, off, options));
  const state = off === null ? 'stays as it is' : 'is switched off';
  return {
    wrote,
    kept: unedited ? 0 : 1,
    stranded: `${where} was created by this rollout and ${why}; it ${state}${deletes ? ', delete it by hand' : ''}`,
  };
}

/** By its id where that is known: by its name, one that was renamed since would be left behind unseen. */
function findCreated(
  { client, options }: OrgWork,
  { kind, name, desired }: ResourcePlan,
  ours: CreatedResource | null,
): Promise<LiveResource | null> {
  return ours?.id === undefined
    ? client.findByName(kind, name, { ...options, like: desired })
    : client.read(kind, ours.id, options);
}

function stayingFor(user: string, where: string, unedited: boolean): Undone {
  return {
    wrote: false,
    kept: unedited ? 0 : 1,
    stranded: `${where} was created by this rollout and ${user} still refers to it; it stays as it is, take ${user} back first`,
  };
}

/** False where something still references it. */
async function isRemoved(
  client: OrgClient,
  live: LiveResource,
  options: CallOptions,
): Promise<boolean> {
  try {
    await client.remove(live, options);
    return true;
  } catch (error) {
    if (!(error instanceof WireError) || error.facts.kind !== 'conflict') throw error;
    return false;
  }
}

async function switchOff(
  client: OrgClient,
  { kind, id }: LiveResource,
  off: JsonObject,
  options: CallOptions,
): Promise<boolean> {
  const { wrote } = await writeMerged(
    client,
    { kind, id },
    (live) => {
      const body = { ...live, ...off };
      return { body, applied: sameJson(body, live) ? 0 : 1, kept: 0 };
    },
    options,
  );
  return wrote;
}
