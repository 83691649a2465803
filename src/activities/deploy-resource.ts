import { ApplicationFailure } from '@temporalio/activity';
import { withAdjusted } from '../domain/adjustment.js';
import { applyChanges } from '../domain/apply.js';
import { changesAt } from '../domain/gradual.js';
import { sameConfiguration } from '../domain/equality.js';
import type { JsonObject } from '../domain/json.js';
import type { HeldPath, PathChange, ResourcePlan } from '../domain/org-plan.js';
import { resolveReferences } from '../domain/reference.js';
import type { LiveResource } from '../domain/resource.js';
import { find } from '../planning/survey.js';
import { WireError, type OrgClient } from '../platforms/port.js';
import { writeMerged } from './conditional-write.js';
import type { OrgWork } from './org-work.js';
import { changesWithIds, idsFor } from './targets.js';
import { untilVisible } from './visible.js';

export interface Deployed {
  /** The plan wanted a change and live has it now, written by this attempt or an earlier one. */
  readonly onTarget: boolean;
  /** Paths left to a person's edit. */
  readonly kept: number;
  /** As it is now. */
  readonly live: LiveResource;
  /** A person changed weights that a step was to move: it was not taken, since the others alone would not sum to 100. */
  readonly isBlocked?: true;
}

/**
 * Brings one resource onto its target, or as far as a step of its weights. Throws where it cannot, with nothing of it
 * written, or part of it where a platform takes several requests: whoever tries again goes on from there, and whoever
 * takes the org back takes that back, too.
 */
export async function deployResource(
  work: OrgWork,
  resource: ResourcePlan,
  step = 0,
): Promise<Deployed> {
  const { kind, id } = resource;
  if (resource.action === 'added' || id === null)
    return create(work, resource, await resolvedBody(work, resource));
  const idOf = await idsFor(work, resource);
  const planned = withAdjusted(
    resource.key,
    changesWithIds(resource, idOf),
    work.adjustments ?? [],
  );
  const changes = changesAt(planned, step);
  let isBlocked = false;
  const { live, kept } = await writeMerged(
    work.client,
    { kind, id },
    (body) => {
      const merged = applyChanges(body, changes);
      isBlocked = step > 0 && holdsWeights(changes, merged.skipped);
      if (isBlocked) return { body, applied: 0, kept: merged.skipped.length };
      return { body: merged.body, applied: merged.applied.length, kept: merged.skipped.length };
    },
    work.options,
  );
  if (live === null)
    throw ApplicationFailure.nonRetryable(
      `${resource.key} (${kind} ${id}) was deleted since the plan; plan again`,
      'ResourceGone',
    );
  return {
    onTarget: kept < changes.length,
    kept,
    live,
    ...(isBlocked ? { isBlocked: true } : {}),
  };
}

/** True where a weight that moves in steps is among the paths that are left to a person's edit. */
function holdsWeights(changes: readonly PathChange[], skipped: readonly HeldPath[]): boolean {
  const moving = new Set(changes.filter(({ via }) => via !== undefined).map(({ path }) => path));
  return skipped.some(({ path }) => moving.has(path));
}

/** The target with every id in place. */
export async function resolvedBody(
  work: OrgWork,
  resource: ResourcePlan,
  orRecorded: 'orRecorded' | null = null,
): Promise<JsonObject> {
  const idOf = await idsFor(work, resource, orRecorded);
  const { body, unresolved } = resolveReferences(resource.desired, idOf);
  if (unresolved.length === 0) return body;
  throw ApplicationFailure.nonRetryable(
    `${resource.key} refers to ${unresolved.join(', ')}, which does not exist yet`,
    'Refused',
  );
}

/** True where a resource is what `create` makes of a body. */
export function isAsCreated(
  client: Pick<OrgClient, 'isAsCreated'>,
  live: LiveResource,
  body: JsonObject,
): boolean {
  return client.isAsCreated?.(live, body) ?? sameConfiguration(live.body, body);
}

/** After a lost answer the create may have landed: it is looked up by its unique name, never repeated blindly. */
async function create(work: OrgWork, resource: ResourcePlan, body: JsonObject): Promise<Deployed> {
  const { client, options } = work;
  const there = await find(client, resource, null, options);
  if (there === null) {
    try {
      const created = await client.create(resource.kind, body, options);
      const live = await untilVisible(client, created, () => true, options);
      return { onTarget: true, kept: 0, live };
    } catch (error) {
      if (!(error instanceof WireError) || error.facts.kind !== 'conflict') throw error;
    }
  }
  const live = there ?? (await find(client, resource, null, options));
  if (live === null)
    throw ApplicationFailure.retryable(
      `${resource.key}: the platform says that there is a ${resource.kind} named "${resource.name}", and does not show it yet`,
      'notYetVisible',
    );
  if (isAsCreated(client, live, body)) return { onTarget: true, kept: 0, live };
  const whole = await finish(work, live, body);
  if (whole !== null) return { onTarget: true, kept: 0, live: whole };
  throw ApplicationFailure.nonRetryable(
    `${resource.key}: somebody created a ${resource.kind} named "${resource.name}" since the plan; plan again`,
    'conflict',
  );
}

/** A create that was cut short, as it is once the rest is there; null where it is something else by now. */
async function finish(
  { client, options }: OrgWork,
  { kind, id }: LiveResource,
  body: JsonObject,
): Promise<LiveResource | null> {
  const { isBegun } = client;
  if (isBegun === undefined) return null;
  const { live } = await writeMerged(
    client,
    { kind, id },
    (now) => ({
      body: { ...now, ...body },
      applied: isBegun({ kind, body: now }, body) ? 1 : 0,
      kept: 0,
    }),
    options,
  );
  return live !== null && isAsCreated(client, live, body) ? live : null;
}
