import { sameConfiguration } from './equality.js';
import { isJsonObject, type Json } from './json.js';
import type { PathChange, PlanPath, ResourceBase, ResourcePlan } from './org-plan.js';
import { baseView } from './merge-base.js';
import { isElementSegment, splitPath } from './path-segment.js';
import { flatten } from './path.js';
import { withWholeElements } from './plan-groups-elements.js';
import type { ByAgentsRange, ChangeVariant, PathAction } from './plan-groups.js';
import {
  isSecretPath,
  SECRET,
  shownPath,
  shownValue,
  type OrgNames,
} from './plan-groups-values.js';
import { parseKey } from './resource-key.js';
import { weightPathOf } from './strategy-envelope.js';

/** One path of one org's resource, ready to be compared with those of other orgs. */
export interface PlanLine {
  readonly action: PathAction;
  readonly firstContact: boolean;
  readonly overwrites: boolean;
  readonly path: string;
  readonly values: Omit<ChangeVariant, 'orgs'>;
}

/** All that a plan says about a resource, a line a path; nothing for one that stays as it is. */
export function linesOf(
  resource: ResourcePlan,
  names: OrgNames,
  base: ResourceBase | undefined,
): PlanLine[] {
  const changes =
    resource.action === 'added'
      ? [...flatten(resource.desired)].map(([path, to]): PathChange => ({ path, to }))
      : resource.changes;
  const baseAt = baseView(base?.id === resource.id ? base.values : {});
  const written = withWholeElements(changes).map((change) => ({
    action: actionOf(change),
    // A path that is not there can hide no person's edit.
    firstContact: change.unbased === true && change.from !== undefined,
    overwrites: overwritesEdit(change, baseAt(change.path)),
    ...shown(resource, names, change),
  }));
  const held = resource.held.map(({ path, live, desired, reason }) => ({
    action: reason,
    firstContact: false,
    overwrites: false,
    ...shown(resource, names, {
      path,
      ...(live === undefined ? {} : { from: live }),
      ...(desired === undefined ? {} : { to: desired }),
    }),
  }));
  return withRanges([...written, ...held], resource, names);
}

/** Weights that may follow the agents say how far, also those that the plan leaves as they are. */
function withRanges(
  lines: readonly PlanLine[],
  { envelope, desired }: ResourcePlan,
  names: OrgNames,
): PlanLine[] {
  if (envelope === undefined) return [...lines];
  const { stepCapPoints, targets } = envelope;
  const ranges = new Map<string, { readonly weight: number; readonly byAgents: ByAgentsRange }>(
    targets.map(({ queue, weight, min, max }) => [
      shownPath(pathOf(queue), names, desired, undefined),
      { weight, byAgents: { min, max, stepCapPoints } },
    ]),
  );
  const known = lines.map((line) => {
    const range = ranges.get(line.path);
    if (range === undefined) return line;
    return { ...line, values: { ...line.values, byAgents: range.byAgents } };
  });
  const shownPaths = new Set(lines.map(({ path }) => path));
  const left = [...ranges].filter(([path]) => !shownPaths.has(path));
  const quiet = { action: 'followed', firstContact: false, overwrites: false } as const;
  const followed = left.map(([path, { weight, byAgents }]) => ({
    ...quiet,
    path,
    values: { from: weight, byAgents },
  }));
  return [...known, ...followed];
}

/** An id that no template declares is one already. */
function pathOf(queue: string): PlanPath {
  return weightPathOf(parseKey(queue) === null ? queue : { ref: queue });
}

/** True where live is not what Rollcall last wrote: policy lets the release win. */
function overwritesEdit({ from }: PathChange, was: Json | undefined): boolean {
  return was !== undefined && from !== undefined && !sameConfiguration(from, was);
}

function actionOf({ from, to }: PathChange): PathAction {
  if (from === undefined) return 'added';
  return to === undefined ? 'removed' : 'modified';
}

function shown(
  { desired }: ResourcePlan,
  names: OrgNames,
  { path, from, to, via = [] }: PathChange,
): Pick<PlanLine, 'path' | 'values'> {
  const isSecret = isSecretPath(path);
  // An element's path says its id and label already.
  const isWhole = isElementSegment(splitPath(path).at(-1) ?? '');
  const value = (of: Json): Json => {
    if (isSecret) return SECRET;
    return shownValue(isWhole ? withoutName(of) : of, names);
  };
  return {
    path: shownPath(path, names, desired, to ?? from),
    values: {
      ...(from === undefined ? {} : { from: value(from) }),
      ...(to === undefined ? {} : { to: value(to) }),
      // The first one is what it was before.
      ...(via.length < 2 ? {} : { via: via.slice(1).map(value) }),
    },
  };
}

function withoutName(element: Json): Json {
  if (!isJsonObject(element)) return element;
  const { id: _id, label: _label, ...rest } = element;
  return rest;
}
