import { sameConfiguration, satisfies } from './equality.js';
import { isJsonObject, type Json, type JsonObject } from './json.js';
import { isOrphan, isRemoval, pathsAbove, removalsToKeep } from './keyed-elements.js';
import { baseView } from './merge-base.js';
import type { HeldPath, PathChange, PlanPath } from './org-plan.js';
import { blockerOf, flatten, getAt, hasRoomFor, isLeaf } from './path.js';
import type { ConflictPolicy } from './release-model.js';

export interface MergeInput {
  readonly live: JsonObject;
  /** The rendered target; references that have no id yet stay symbolic. */
  readonly desired: JsonObject;
  /** Last values written or found equal, by path; null on first contact. */
  readonly base: Readonly<Record<PlanPath, Json>> | null;
  readonly onConflict: ConflictPolicy;
}

export interface Merged {
  /** In path order. */
  readonly changes: PathChange[];
  /** In path order. */
  readonly held: HeldPath[];
}

interface Side extends MergeInput {
  readonly targets: ReadonlyMap<PlanPath, Json>;
  readonly liveLeaves: ReadonlyMap<PlanPath, Json>;
  readonly baseAt: (path: PlanPath) => Json | undefined;
}

/** What a merge has found so far. Passes over it may turn changes into held paths. */
interface Draft {
  readonly changes: Map<PlanPath, PathChange>;
  readonly held: Map<PlanPath, HeldPath>;
}

/**
 * Three-way merge, path by path. Only what the target or the base names is managed; everything else
 * in the live body is left alone, and so is the order of keyed elements.
 */
export function mergeResource(input: MergeInput): Merged {
  const side: Side = {
    ...input,
    targets: flatten(input.desired),
    liveLeaves: flatten(input.live),
    baseAt: baseView(input.base ?? {}),
  };
  const draft: Draft = { changes: new Map(), held: new Map() };
  for (const [path, desired] of side.targets) mergeTarget(side, path, desired, draft);
  for (const path of droppedPaths(side)) mergeDropped(side, path, draft);
  keepElementsWhole(side, draft);
  clearTheWay(side, draft);
  refillEmptyObjects(side, draft);
  return { changes: inPathOrder(draft.changes), held: inPathOrder(draft.held) };
}

function mergeTarget(side: Side, path: PlanPath, desired: Json, draft: Draft): void {
  const live = liveAt(side, path);
  if (live !== undefined && satisfies(live, desired)) return;
  const outcome = outcomeOf(side, placeOf(side, path, desired, live));
  if (outcome === 'kept' || outcome === 'conflict') {
    draft.held.set(path, { path, ...optional('live', live), desired, reason: outcome });
    return;
  }
  const unbased = outcome === 'unbased' ? ({ unbased: true } as const) : {};
  draft.changes.set(path, { path, ...optional('from', live), to: desired, ...unbased });
}

/** Where three values are compared to decide about a target. */
interface Place {
  readonly path: PlanPath;
  readonly live: Json | undefined;
  readonly desired: Json | undefined;
}

/**
 * The target's own path, or what stands in its way: that goes or stays as a whole, so that all targets behind it
 * are decided alike. A container that a person emptied stands in nobody's way.
 */
function placeOf(side: Side, path: PlanPath, desired: Json, live: Json | undefined): Place {
  const blocker = live === undefined ? blockerOf(side.live, path) : null;
  if (blocker === null) return { path, live, desired };
  const isOurs = sameConfiguration(blocker.value, side.baseAt(blocker.path));
  if (hasRoomFor(blocker, path) && !isOurs) return { path, live, desired };
  return { path: blocker.path, live: blocker.value, desired: getAt(side.desired, blocker.path) };
}

function outcomeOf(
  { baseAt, onConflict }: Side,
  { path, live, desired }: Place,
): 'change' | 'unbased' | 'kept' | 'conflict' {
  const base = baseAt(path);
  if (base === undefined) return 'unbased';
  if (sameConfiguration(live, base)) return 'change';
  if (sameConfiguration(desired, base)) return 'kept';
  if (onConflict === 'useRelease') return 'change';
  return onConflict === 'keepLive' ? 'kept' : 'conflict';
}

function mergeDropped(side: Side, path: PlanPath, draft: Draft): void {
  const live = liveAt(side, path);
  if (live === undefined) return;
  if (sameConfiguration(live, side.baseAt(path))) draft.changes.set(path, { path, from: live });
  else draft.held.set(path, { path, live, reason: 'kept' });
}

/** Paths of the base that the target no longer names, unless what is around them is decided about as a whole. */
function droppedPaths({ base, targets, live }: Side): PlanPath[] {
  const unnamed = Object.keys(base ?? {}).filter((path) => !targets.has(path));
  // Mostly so, and what is around every target costs more than all else.
  if (unnamed.length === 0) return [];
  const above = new Set([...targets.keys()].flatMap(pathsAbove));
  const blockers = new Set([...targets.keys()].map((path) => blockerOf(live, path)?.path));
  const isCovered = (path: PlanPath): boolean => {
    const target = targets.get(path);
    if (blockers.has(path)) return true;
    // An object that need only be there leaves what is in it to be decided one by one.
    return target !== undefined && !(isEmptyObject(target) && satisfies(getAt(live, path), target));
  };
  return unnamed.filter((path) => !above.has(path) && !pathsAbove(path).some(isCovered));
}

/** No half elements: neither left behind where a person's edit stays, nor brought back after a removal. */
function keepElementsWhole({ live }: Side, { changes, held }: Draft): void {
  const kept = removalsToKeep(live, [...changes.values()]);
  const isHalf = (change: PathChange): boolean =>
    isRemoval(change) ? kept.has(change.path) : isOrphan(live, change, changes);
  for (const change of [...changes.values()].filter(isHalf)) {
    changes.delete(change.path);
    held.set(change.path, {
      path: change.path,
      ...optional('live', change.from),
      ...optional('desired', change.to),
      reason: 'kept',
    });
  }
}

/** What stands in the way goes by a change of its own, so that the inverse can put it back. */
function clearTheWay({ live, baseAt }: Side, { changes }: Draft): void {
  for (const { path, from, to } of changes.values()) {
    const blocker = to === undefined || from !== undefined ? null : blockerOf(live, path);
    if (blocker === null) continue;
    const unbased = baseAt(blocker.path) === undefined ? ({ unbased: true } as const) : {};
    changes.set(blocker.path, { path: blocker.path, from: blocker.value, ...unbased });
  }
}

/** Where the target asks for an object and the removals take all that is in it, it comes back empty. */
function refillEmptyObjects({ targets, live, liveLeaves }: Side, { changes }: Draft): void {
  for (const [path, desired] of targets) {
    const now = isEmptyObject(desired) ? getAt(live, path) : undefined;
    if (now === undefined || isLeaf(now)) continue;
    const below = [...liveLeaves.keys()].filter((leaf) => leaf.startsWith(`${path}/`));
    const allGo = below.every((leaf) => changes.has(leaf) && changes.get(leaf)?.to === undefined);
    if (allGo) changes.set(path, { path, to: desired });
  }
}

function liveAt({ live, liveLeaves }: Side, path: PlanPath): Json | undefined {
  return liveLeaves.get(path) ?? getAt(live, path);
}

function isEmptyObject(value: Json): boolean {
  return isJsonObject(value) && Object.keys(value).length === 0;
}

function optional<Name extends string>(
  name: Name,
  value: Json | undefined,
): { [N in Name]?: Json } {
  return value === undefined ? {} : ({ [name]: value } as { [N in Name]?: Json });
}

function inPathOrder<Item extends { readonly path: PlanPath }>(items: Map<PlanPath, Item>): Item[] {
  return [...items.values()].sort((left, right) => (left.path < right.path ? -1 : 1));
}
