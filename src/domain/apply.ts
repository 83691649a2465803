import { satisfies } from './equality.js';
import type { Json, JsonObject } from './json.js';
import {
  isAsWritten,
  isElementId,
  isOrphan,
  isRemoval,
  pathsAbove,
  removalsToKeep,
} from './keyed-elements.js';
import type { HeldPath, PathChange, PlanPath } from './org-plan.js';
import { blockerOf, getAt, hasRoomFor, isLeaf, removeAt, setAt } from './path.js';

export { mergePatchOf } from './merge-patch.js';
export { resolveChanges } from './resolve-changes.js';

export interface Applied {
  /** The live body with the applied changes in it. */
  readonly body: JsonObject;
  readonly applied: PathChange[];
  /** Live already had what these ask for: an earlier write that landed, or a person who did the same. */
  readonly already: PathChange[];
  /** Live has neither what the change expects nor what it asks for: a person's edit, which stays. */
  readonly skipped: HeldPath[];
}

type Fate = 'apply' | 'already' | 'skip';

/**
 * Applies changes to a live body that may have moved on since they were planned, each path for itself.
 * Serves deployment and rollback alike: a rollback applies the inverse.
 */
export function applyChanges(live: JsonObject, changes: readonly PathChange[]): Applied {
  const fates = new Map<PathChange, Fate>();
  const context = removalContext(live, changes);
  for (const change of changes.filter(isRemoval)) {
    fates.set(change, fateOfRemoval(live, change, context));
  }
  const applies = (change: PathChange): boolean => fates.get(change) === 'apply';
  // Removals first: they clear the way for what is set, and an inverse clears what was created.
  const reduced = inRemovalOrder(changes.filter(applies)).reduce(
    (body, change) => removeAt(body, change.path),
    live,
  );
  const byPath = new Map(changes.map((change) => [change.path, change]));
  for (const change of changes) {
    if (change.to === undefined) continue;
    const orphan = isOrphan(live, change, byPath);
    fates.set(change, orphan ? 'skip' : fateOfSet(reduced, change, change.to));
  }
  const body = changes
    .filter(applies)
    .reduce((done, { path, to }) => (to === undefined ? done : setAt(done, path, to)), reduced);
  const withFate = (fate: Fate): PathChange[] => changes.filter((c) => fates.get(c) === fate);
  return {
    body,
    applied: withFate('apply'),
    already: withFate('already'),
    skipped: withFate('skip').map((change) => asHeld(live, change)),
  };
}

/** The changes that undo these, each expecting what the original wrote. */
export function invertChanges(changes: readonly PathChange[]): PathChange[] {
  return changes.toReversed().map(({ path, from, to, via, adjusted }) => ({
    path,
    ...(via === undefined ? {} : { via }),
    ...(adjusted === undefined ? {} : { adjusted }),
    ...(to === undefined ? {} : { from: to }),
    ...(from === undefined ? {} : { to: from }),
  }));
}

interface RemovalContext {
  /** Parts of elements that must stay whole. */
  readonly kept: ReadonlySet<PlanPath>;
  /** Paths that have a set change below them. */
  readonly refilled: ReadonlySet<PlanPath>;
}

function removalContext(live: JsonObject, changes: readonly PathChange[]): RemovalContext {
  const sets = changes.filter((change) => !isRemoval(change));
  return {
    kept: removalsToKeep(live, changes),
    refilled: new Set(sets.flatMap((change) => pathsAbove(change.path))),
  };
}

function fateOfRemoval(live: JsonObject, change: PathChange, context: RemovalContext): Fate {
  const { path } = change;
  const now = getAt(live, path);
  if (now === undefined) return 'already';
  if (context.kept.has(path)) return 'skip';
  if (isAsWritten(now, change)) return 'apply';
  // The value made way for paths below it, and these are there: the write has landed before.
  return context.refilled.has(path) && !isLeaf(now) ? 'already' : 'skip';
}

function fateOfSet(reduced: JsonObject, change: PathChange, to: Json): Fate {
  const { path } = change;
  const now = getAt(reduced, path);
  if (now !== undefined && satisfies(now, to)) return 'already';
  const blocker = now === undefined ? blockerOf(reduced, path) : null;
  if (blocker !== null && !hasRoomFor(blocker, path)) return 'skip';
  return isAsWritten(now, change) ? 'apply' : 'skip';
}

function asHeld(live: JsonObject, { path, to }: PathChange): HeldPath {
  const now = getAt(live, path);
  return {
    path,
    ...(now === undefined ? {} : { live: now }),
    ...(to === undefined ? {} : { desired: to }),
    reason: 'kept',
  };
}

/** An element's `id` goes after its other members, inner elements before outer ones. */
function inRemovalOrder(removals: readonly PathChange[]): PathChange[] {
  const ids = removals.filter((change) => isElementId(change.path));
  const others = removals.filter((change) => !isElementId(change.path));
  return [...others, ...ids.sort((left, right) => right.path.length - left.path.length)];
}
