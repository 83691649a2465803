import type { Json, JsonObject } from './json.js';
import type { PathChange, PlanPath } from './org-plan.js';
import { setAt } from './path.js';
import { isElementSegment, splitPath } from './path-segment.js';

/**
 * The same changes with each keyed element that comes or goes as a whole in one change of its own: a new block of a
 * flow is one thing to read, not a line for each of its members.
 */
export function withWholeElements(changes: readonly PathChange[]): PathChange[] {
  const whole = new Map<PlanPath, PathChange[]>();
  const order: (PathChange | PlanPath)[] = [];
  const ids = new Map(changes.map((change) => [change.path, change]));
  for (const change of changes) {
    const element = elementsAbove(change.path).find((path) => isWhole(path, ids, changes));
    if (element === undefined) order.push(change);
    else {
      const members = whole.get(element);
      if (members === undefined) order.push(element);
      whole.set(element, [...(members ?? []), change]);
    }
  }
  return order.map((item) =>
    typeof item === 'string' ? elementChange(item, whole.get(item) ?? []) : item,
  );
}

/** Paths of the elements that a path lies in, the outermost first. */
function elementsAbove(path: PlanPath): PlanPath[] {
  let at = '';
  return splitPath(path).flatMap((segment) => {
    at += `/${segment}`;
    return isElementSegment(segment) && at !== path ? [at] : [];
  });
}

function isWhole(
  element: PlanPath,
  byPath: ReadonlyMap<PlanPath, PathChange>,
  changes: readonly PathChange[],
): boolean {
  const id = byPath.get(`${element}/id`);
  if (id === undefined || (id.from === undefined) === (id.to === undefined)) return false;
  const side = id.from === undefined ? 'from' : 'to';
  return changes.every(
    (change) => !change.path.startsWith(`${element}/`) || change[side] === undefined,
  );
}

function elementChange(path: PlanPath, members: readonly PathChange[]): PathChange {
  const isNew = members.every(({ from }) => from === undefined);
  const body = members.reduce<JsonObject>((done, member) => {
    const value: Json | undefined = isNew ? member.to : member.from;
    return value === undefined ? done : setAt(done, member.path.slice(path.length), value);
  }, {});
  const unbased = members.some((member) => member.unbased === true)
    ? ({ unbased: true } as const)
    : {};
  return isNew ? { path, to: body, ...unbased } : { path, from: body, ...unbased };
}
