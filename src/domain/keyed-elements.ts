import { sameConfiguration } from './equality.js';
import type { Json, JsonObject } from './json.js';
import type { PathChange, PlanPath } from './org-plan.js';
import { isElementSegment, splitPath } from './path-segment.js';
import { flatten, getAt } from './path.js';

/** The paths of the keyed elements that a path leads through, outermost first. */
export function elementsOn(path: PlanPath): PlanPath[] {
  const segments = splitPath(path);
  return segments.flatMap((segment, at) =>
    isElementSegment(segment) ? [`/${segments.slice(0, at + 1).join('/')}`] : [],
  );
}

/** All paths strictly above a path, outermost first, without the root. */
export function pathsAbove(path: PlanPath): PlanPath[] {
  const segments = splitPath(path);
  return segments.slice(1).map((_, at) => `/${segments.slice(0, at + 1).join('/')}`);
}

/**
 * The paths whose removal would leave half an element behind. An element goes as a whole or stays as a
 * whole: where the live one has a value that no removal covers (a person's edit), all of it stays.
 */
export function removalsToKeep(live: JsonObject, changes: readonly PathChange[]): Set<PlanPath> {
  const removals = new Map(changes.filter(isRemoval).map((change) => [change.path, change]));
  const elements = [...removals.keys()]
    .filter(isElementId)
    .map((path) => path.slice(0, -'/id'.length));
  const kept = new Set<PlanPath>();
  if (elements.length === 0) return kept;
  const leaves = leavesByElement(live);
  for (const element of elements) {
    const members = leaves.get(element) ?? [];
    const isCovered = ([path, value]: [PlanPath, Json]): boolean => {
      const removal = removals.get(path);
      return removal !== undefined && isAsWritten(value, removal);
    };
    if (!members.every(isCovered))
      for (const [path] of members) if (removals.has(path)) kept.add(path);
  }
  return kept;
}

/**
 * True for a change that would bring back part of an element that is not live any more: it lies in an
 * element that is neither there nor created by these changes as a whole, with its `id`.
 */
export function isOrphan(
  live: JsonObject,
  change: PathChange,
  changesByPath: ReadonlyMap<PlanPath, PathChange>,
): boolean {
  return elementsOn(change.path).some(
    (element) =>
      element !== change.path &&
      getAt(live, element) === undefined &&
      changesByPath.get(`${element}/id`)?.to === undefined,
  );
}

/** True where live has what the change expects, or a value that the same rollout put there on the way. */
export function isAsWritten(
  live: Json | undefined,
  { from, via = [], adjusted = [] }: Partial<Pick<PathChange, 'from' | 'via' | 'adjusted'>>,
): boolean {
  return (
    sameConfiguration(live, from) ||
    (live !== undefined && [...via, ...adjusted].some((value) => sameConfiguration(live, value)))
  );
}

/** True for a change that takes a path away. */
export function isRemoval(change: PathChange): boolean {
  return change.to === undefined;
}

/** True for the path of a keyed element's own `id`. */
export function isElementId(path: PlanPath): boolean {
  return path.endsWith(']/id');
}

function leavesByElement(live: JsonObject): Map<PlanPath, [PlanPath, Json][]> {
  const leaves = new Map<PlanPath, [PlanPath, Json][]>();
  for (const [path, value] of flatten(live)) {
    for (const element of elementsOn(path)) {
      const members = leaves.get(element) ?? [];
      members.push([path, value]);
      leaves.set(element, members);
    }
  }
  return leaves;
}
