import { resolveChanges } from '../domain/apply.js';
import type { PathChange } from '../domain/org-plan.js';
import { collectReferences, isReference } from '../domain/reference.js';
import type { Loaded } from '../planning/loaded.js';
import { find } from '../planning/survey.js';
import type { CallOptions } from '../platforms/port.js';

/**
 * Changes with the ids of what they refer to, each found by its name, since the ledger may be away. A change to what is
 * not there was never written: it is left out.
 */
export async function withIdsByName(
  loaded: Loaded,
  org: string,
  changes: readonly PathChange[],
  options: CallOptions,
): Promise<PathChange[]> {
  const ids = new Map<string, string>();
  for (const key of keysIn(changes)) {
    const id = await idByName(loaded, org, key, options);
    if (id !== null) ids.set(key, id);
  }
  const known = changes.filter((change) => keysIn([change]).every((key) => ids.has(key)));
  return resolveChanges(known, (key) => ids.get(key));
}

/** References that stand for a whole value: those within lists and paths are left to their layer. */
function keysIn(changes: readonly PathChange[]): string[] {
  return changes.flatMap(({ from, to }) =>
    [from, to].flatMap((value) => (isReference(value) ? collectReferences(value) : [])),
  );
}

async function idByName(
  loaded: Loaded,
  org: string,
  key: string,
  options: CallOptions,
): Promise<string | null> {
  const owner = loaded.ownerOf(org, key);
  if (owner === null) return null;
  const rendered = loaded.resourceOf(owner, key);
  if (rendered === undefined) return null;
  return (await find(loaded.client(owner), rendered, null, options))?.id ?? null;
}
