import type { FileChange } from './commit-files.js';
import { lastWriteOf, rolloutsEver } from './history.js';
import { rolloutFile, ROLLOUTS_FOLDER } from './names.js';
import type { RefState } from './ref-state.js';
import type { Repository } from './repository.js';
import { KEPT_ROLLOUTS, rolloutsToPrune } from './retention.js';

/** The text that a file last had up to a commit; null if it never was there. */
export async function readPast(
  repository: Repository,
  tip: string,
  path: string,
): Promise<string | null> {
  const writer = await lastWriteOf(repository.path, tip, path);
  if (writer === null) return null;
  return (await repository.read(writer, { files: [path] })).files.get(path) ?? null;
}

/** False if the rollout was certainly never pruned, so that nobody need walk through history. */
export function mayBePruned(state: RefState, rolloutKey: string): boolean {
  const present = rolloutsIn(state);
  return present.length >= KEPT_ROLLOUTS && !present.includes(rolloutKey);
}

/** What else changes when a rollout's file is written: older rollouts leave the tree. */
export async function prunedBy(
  repository: Repository,
  state: RefState,
  rolloutKey: string,
): Promise<FileChange[]> {
  const present = rolloutsIn(state);
  const isOverfull = present.length > KEPT_ROLLOUTS || mayBePruned(state, rolloutKey);
  if (state.commit === null || !isOverfull) return [];
  const ever = await rolloutsEver(repository.path, state.commit);
  const removals = rolloutsToPrune(present, rolloutKey, ever).map((key) => ({
    path: `${ROLLOUTS_FOLDER}/${key}`,
    text: null,
  }));
  const isBack = ever.includes(rolloutKey) && !present.includes(rolloutKey);
  return isBack
    ? [...removals, ...(await restored(repository, state.commit, rolloutKey))]
    : removals;
}

// A rollout in the tree is there with its snapshot: one that comes back with a plan brings it along.
async function restored(
  repository: Repository,
  tip: string,
  rolloutKey: string,
): Promise<FileChange[]> {
  const path = rolloutFile(rolloutKey, 'snapshot.json');
  const text = await readPast(repository, tip, path);
  return text === null ? [] : [{ path, text }];
}

function rolloutsIn({ folders }: RefState): readonly string[] {
  return folders.get(ROLLOUTS_FOLDER)?.folders ?? [];
}
