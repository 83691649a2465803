import { ApplicationFailure } from '@temporalio/activity';
import { resolveChanges } from '../domain/apply.js';
import type { PathChange, ResourcePlan } from '../domain/org-plan.js';
import { collectReferences } from '../domain/reference.js';
import type { OrgWork } from './org-work.js';
import { basesOf, find } from '../planning/survey.js';
import { isFinal, WireError } from '../platforms/port.js';

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

/**
 * Ids of the resources that a plan refers to, now that earlier layers and the hub have been written.
 * @param orRecorded where another org refuses to be read, the id that the ledger has: its trouble must not keep this one
 * from being taken back
 */
export async function idsFor(
  work: OrgWork,
  resource: ResourcePlan,
  orRecorded: 'orRecorded' | null = null,
): Promise<(key: string) => string | undefined> {
  const ids = new Map<string, string>();
  for (const key of collectReferences(resource.desired)) {
    const owner = work.loaded.ownerOf(work.plan.org, key);
    if (owner === null) continue;
    const id = await findId(work, { owner, key, orRecorded: orRecorded !== null });
    if (id !== null) ids.set(key, id);
  }
  return (key) => ids.get(key);
}

interface Sought {
  readonly owner: string;
  readonly key: string;
  readonly orRecorded: boolean;
}

async function findId(
  { deps, loaded, plan, options }: OrgWork,
  { owner, key, orRecorded }: Sought,
): Promise<string | null> {
  const rendered = loaded.resourceOf(owner, key);
  if (rendered === undefined) return null;
  const known =
    owner === plan.org
      ? (plan.resources.find((resource) => resource.key === key)?.id ?? null)
      : ((await basesOf(deps, loaded, owner))[key]?.id ?? null);
  try {
    return (await find(loaded.client(owner), rendered, known, options))?.id ?? null;
  } catch (error) {
    const isRefused = error instanceof WireError && isFinal(error);
    if (!isRefused || !orRecorded || known === null) throw error;
    return known;
  }
}
