import { isJsonObject, type Json, type JsonObject } from './json.js';
import type { PlanPath } from './org-plan.js';
import {
  elementSegment,
  idOfSegment,
  isElementSegment,
  memberSegment,
  memberOfSegment,
  splitPath,
} from './path-segment.js';
import { isReference } from './reference.js';

/**
 * The elements of a keyed list by path segment, in order: every element is an object with an `id`
 * that is a scalar or a symbolic reference, no two alike. Null for every other list, the empty one too.
 */
export function elementsByKey(list: readonly Json[]): Map<string, JsonObject> | null {
  const elements = new Map<string, JsonObject>();
  for (const item of list) {
    const key = isJsonObject(item) ? keyOf(item) : null;
    if (key === null || elements.has(key)) return null;
    elements.set(key, item as JsonObject);
  }
  return elements.size === 0 ? null : elements;
}

/** True for a value that has no paths below it: scalars, references, empty objects, lists without keys. */
export function isLeaf(value: Json): boolean {
  if (Array.isArray(value)) return elementsByKey(value) === null;
  return !isJsonObject(value) || isReference(value) || Object.keys(value).length === 0;
}

/** All leaves of a body by their path, in the body's order. An empty body has none. */
export function flatten(body: JsonObject): Map<PlanPath, Json> {
  const leaves = new Map<PlanPath, Json>();
  for (const [name, value] of Object.entries(body))
    collect(value, `/${memberSegment(name)}`, leaves);
  return leaves;
}

/** The value at a path, whole where there are paths below it; undefined where there is none. */
export function getAt(body: JsonObject, path: PlanPath): Json | undefined {
  let value: Json | undefined = body;
  for (const segment of splitPath(path)) value = childOf(value, segment);
  return value;
}

/**
 * A copy of the body with the value at the path. Missing objects and keyed elements on the way are
 * created, elements at the end of their list and with their `id`. What stands on the way and cannot hold
 * the rest of the path (a scalar, a list without keys) is replaced: `blockerOf` tells beforehand.
 */
export function setAt(body: JsonObject, path: PlanPath, value: Json): JsonObject {
  return setMember(body, splitPath(path), value);
}

/**
 * A copy of the body without the value at the path; the body itself where nothing is there. Objects,
 * elements and lists that this empties go as well. The `id` of an element that has other members stays,
 * because without it the list would lose its keys.
 */
export function removeAt(body: JsonObject, path: PlanPath): JsonObject {
  return (removeIn(body, splitPath(path), false) as JsonObject | undefined) ?? {};
}

/** A value and where it is. */
export interface Placed {
  readonly path: PlanPath;
  readonly value: Json;
}

/** The value nearest to the root that stands where the path would need an object or a keyed list. */
export function blockerOf(body: JsonObject, path: PlanPath): Placed | null {
  let value: Json = body;
  let at = '';
  for (const segment of splitPath(path)) {
    if (at !== '' && !canHold(value, segment)) return { path: at, value };
    const child = childOf(value, segment);
    if (child === undefined) return null;
    value = child;
    at += `/${segment}`;
  }
  return null;
}

/** True where the blocker is but the empty object or list that the rest of the path can be put into. */
export function hasRoomFor(blocker: Placed, path: PlanPath): boolean {
  const rest = path.slice(blocker.path.length + 1);
  const { value } = blocker;
  if (isElementSegment(rest)) return Array.isArray(value) && value.length === 0;
  return isJsonObject(value) && Object.keys(value).length === 0;
}

function keyOf(element: JsonObject): string | null {
  const id = element.id;
  if (isReference(id)) return elementSegment(id);
  return typeof id === 'object' || id === undefined ? null : elementSegment(id);
}

function collect(value: Json, path: PlanPath, leaves: Map<PlanPath, Json>): void {
  if (isLeaf(value)) {
    leaves.set(path, value);
  } else if (Array.isArray(value)) {
    for (const [key, item] of elementsByKey(value) ?? []) collect(item, `${path}/${key}`, leaves);
  } else if (isJsonObject(value)) {
    for (const [name, child] of Object.entries(value)) {
      collect(child, `${path}/${memberSegment(name)}`, leaves);
    }
  }
}

function childOf(value: Json | undefined, segment: string): Json | undefined {
  if (isElementSegment(segment)) {
    return Array.isArray(value) ? elementsByKey(value)?.get(segment) : undefined;
  }
  const name = memberOfSegment(segment);
  return isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

function canHold(value: Json, segment: string): boolean {
  return !isLeaf(value) && Array.isArray(value) === isElementSegment(segment);
}

function setMember(object: JsonObject, [segment = '', ...rest]: string[], value: Json): JsonObject {
  const child = childOf(object, segment);
  return { ...object, [memberOfSegment(segment)]: setIn(child, rest, value) };
}

function setIn(container: Json | undefined, segments: string[], value: Json): Json {
  const [segment, ...rest] = segments;
  if (segment === undefined) return value;
  if (isElementSegment(segment)) return setElement(container, segment, rest, value);
  // An object with a `ref` among others looks like a reference until the others are set.
  return setMember(isJsonObject(container) ? container : {}, segments, value);
}

function setElement(
  container: Json | undefined,
  segment: string,
  rest: string[],
  value: Json,
): Json {
  const elements = (Array.isArray(container) ? elementsByKey(container) : null) ?? new Map();
  const element = elements.get(segment) ?? { id: idOfSegment(segment) };
  return [...elements.set(segment, setIn(element, rest, value)).values()];
}

/** The container without what the segments name; undefined where that leaves it empty. */
function removeIn(container: Json, segments: string[], isElement: boolean): Json | undefined {
  const [segment = '', ...rest] = segments;
  const child = childOf(container, segment);
  if (child === undefined) return container;
  const left = rest.length === 0 ? undefined : removeIn(child, rest, isElementSegment(segment));
  if (left === child) return container;
  if (Array.isArray(container)) {
    const items = container.flatMap((item) =>
      item !== child ? [item] : left === undefined ? [] : [left],
    );
    return items.length === 0 ? undefined : items;
  }
  return removeMember(container as JsonObject, memberOfSegment(segment), left, isElement);
}

function removeMember(
  object: JsonObject,
  name: string,
  left: Json | undefined,
  isElement: boolean,
): Json | undefined {
  if (left !== undefined) return { ...object, [name]: left };
  const members = Object.entries(object).filter(([member]) => member !== name);
  if (isElement && name === 'id' && members.length > 0) return object;
  return members.length === 0 ? undefined : Object.fromEntries(members);
}
