import { ApplicationFailure } from '@temporalio/activity';
import { resolveChanges } from '../domain/apply.js';
import type { PathChange, ResourcePlan } from '../domain/org-plan.js';
import type { LiveResource } from '../domain/resource.js';
import { collectReferences } from '../domain/reference.js';
import type { OrgWork } from './org-work.js';
import { basesOf, find } from '../planning/survey.js';

/** A plan's changes with every id in place. What cannot be found is for a person, not for another try. */
export function changesWithIds(
  resource: ResourcePlan,
  idOf: (key: string) => string | undefined,
): PathChange[] {
  try {
    return resolveChanges(resource.changes, idOf);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw ApplicationFailure.nonRetryable(`${resource.key}: ${why}`, 'Refused');
  }
}

/** Ids of the resources that a plan refers to, now that earlier layers and the hub have been written. */
export async function idsFor(
  work: OrgWork,
  resource: ResourcePlan,
): Promise<(key: string) => string | undefined> {
  const ids = new Map<string, string>();
  for (const key of collectReferences(resource.desired)) {
    const owner = work.loaded.ownerOf(work.plan.org, key);
    if (owner === null) continue;
    const target = await findTarget(work, owner, key);
    if (target !== null) ids.set(key, target.id);
  }
  return (key) => ids.get(key);
}

async function findTarget(
  { deps, loaded, plan, options }: OrgWork,
  owner: string,
  key: string,
): Promise<LiveResource | null> {
  const rendered = loaded.render(owner).find((resource) => resource.key === key);
  if (rendered === undefined) return null;
  const known =
    owner === plan.org
      ? (plan.resources.find((resource) => resource.key === key)?.id ?? null)
      : ((await basesOf(deps, loaded, owner))[key]?.id ?? null);
  return find(loaded.client(owner), rendered, known, options);
}
