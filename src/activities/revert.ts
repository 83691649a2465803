import { ApplicationFailure } from '@temporalio/activity';
import { applyChanges, invertChanges } from '../domain/apply.js';
import { sameConfiguration } from '../domain/equality.js';
import type { PathChange, ResourcePlan } from '../domain/org-plan.js';
import type { LiveResource } from '../domain/resource.js';
import { WireError, type CallOptions, type OrgClient } from '../platforms/port.js';
import { attempt } from './attempt.js';
import { writeMerged } from './conditional-write.js';
import { resolvedBody } from './deploy.js';
import type { ActivityDeps } from './deps.js';
import { toFailure } from './failure.js';
import { load } from '../planning/loaded.js';
import type { OrgWork } from './org-work.js';
import { changesWithIds, idsFor } from './targets.js';
import type { Activities, RevertResult } from './types.js';

type Reverting = Pick<Activities, 'revertWeights' | 'revertLayer'>;

/** Taking back: only what still holds the value that was written; what a person changed since stays. */
export function revertActivities(deps: ActivityDeps): Reverting {
  return {
    revertWeights: ({ scope, org, inverse }) =>
      attempt(async (options) => {
        const client = (await load(deps, scope)).client(org.org);
        const total = new Total();
        for (const { kind, id, key, changes } of inverse)
          await total.add(key, () => undo(client, { kind, id }, changes, options));
        return total.result(client, options);
      }, 'rollback'),

    revertLayer: ({ scope, org, layer }) =>
      attempt(async (options) => {
        const loaded = await load(deps, scope);
        const { plan } = await deps.ledger.readSnapshot(loaded.address(org.org), scope.rolloutKey);
        const client = loaded.client(org.org);
        const work = { deps, loaded, plan, client, options };
        const total = new Total();
        const resources = plan.resources.filter((resource) => resource.layer === layer);
        for (const resource of resources.toReversed())
          await total.add(resource.key, () => revertResource(work, resource));
        return total.result(client, options);
      }, 'rollback'),
  };
}

interface Undone {
  readonly wrote: boolean;
  readonly kept: number;
  /** Why it could not be taken back, where it could not. */
  readonly stranded?: string;
}

/** Sums up, and lets one resource's final failure not keep the next from being tried. */
class Total {
  private reverted = 0;
  private kept = 0;
  private readonly stranded: string[] = [];

  async add(key: string, step: () => Promise<Undone>): Promise<void> {
    try {
      const { wrote, kept, stranded } = await step();
      this.reverted += wrote ? 1 : 0;
      this.kept += kept;
      if (stranded !== undefined) this.stranded.push(`${key}: ${stranded}`);
    } catch (error) {
      const failure = toFailure(error);
      if (!(failure instanceof ApplicationFailure) || failure.nonRetryable !== true) throw error;
      this.stranded.push(`${key}: ${failure.message}`);
    }
  }

  async result(client: OrgClient, options: CallOptions): Promise<RevertResult> {
    const { nowMs } = await client.platformTime(options);
    const { reverted, kept, stranded } = this;
    return { reverted, kept, stranded, platformTimeMs: nowMs };
  }
}

async function revertResource(work: OrgWork, resource: ResourcePlan): Promise<Undone> {
  const { kind, id } = resource;
  if (resource.action === 'added' || id === null) return undoCreation(work, resource);
  if (resource.changes.length === 0) return { wrote: false, kept: 0 };
  const idOf = await idsFor(work, resource);
  const inverse = invertChanges(changesWithIds(resource, idOf));
  return undo(work.client, { kind, id }, inverse, work.options);
}

async function undo(
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

/** A created resource is deleted if unedited and unreferenced, else switched off and listed. */
async function undoCreation(work: OrgWork, resource: ResourcePlan): Promise<Undone> {
  const { client, options, plan } = work;
  const live = await client.findByName(resource.kind, resource.name, options);
  if (live === null) return { wrote: false, kept: 0 };
  const body = await resolvedBody(work, resource);
  const where = `${resource.kind} ${live.id} ("${resource.name}") in ${plan.org}`;
  if (!sameConfiguration(live.body, body))
    return {
      wrote: false,
      kept: 1,
      stranded: `${where} is not as this rollout creates it (edited since, or somebody else's); it stays, delete it by hand if it is not wanted`,
    };
  try {
    await client.remove(live, options);
    return { wrote: true, kept: 0 };
  } catch (error) {
    if (!(error instanceof WireError) || error.facts.kind !== 'conflict') throw error;
  }
  await client.update(live, { ...live.body, enabled: false }, options);
  return {
    wrote: true,
    kept: 0,
    stranded: `${where} was created by this rollout and is referenced; it is switched off, delete it by hand`,
  };
}
