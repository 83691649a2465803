import { isJsonObject, type Json, type JsonObject } from './json.js';
import { ownMember } from './own-member.js';
import { isElementSegment } from './path-segment.js';
import { elementsByKey } from './path.js';
import { isReference } from './reference.js';
import type { ResourceOverride } from './release-model.js';
import { fullKey } from './resource-key.js';
import type { ResourceKey } from './resource.js';

/** The overrides of an org that concern one of its resources, in the order in which they apply. */
export function overridesFor(
  overrides: readonly ResourceOverride[],
  group: string,
  key: ResourceKey,
): ResourceOverride[] {
  return overrides.filter((override) => fullKey(group, override.key) === key);
}

/** A template with overrides applied one after the other. What is no object cannot be overridden. */
export function overridden(template: Json, overrides: readonly ResourceOverride[]): Json {
  return overrides.reduce((done: Json, { patch }) => applyOverride(done, patch), template);
}

/**
 * A template after a JSON merge patch (RFC 7386): members are replaced one by one and null takes one away. Beyond
 * the standard, the elements of a keyed list are matched by `id`: a list of elements changes those it names and
 * appends new ones, and members named `[id]`, as in a plan's paths, change one element or take it away. A
 * reference is one value.
 */
export function applyOverride(template: Json, patch: JsonObject): Json {
  return isJsonObject(template) ? patchedObject(template, patch) : template;
}

function patched(target: Json | undefined, patch: Json): Json {
  if (Array.isArray(patch)) return patchedList(target, patch);
  if (!isJsonObject(patch) || isReference(patch)) return patch;
  if (Array.isArray(target) && Object.keys(patch).every(isElementSegment))
    return patchedElements(target, patch);
  return patchedObject(isJsonObject(target) && !isReference(target) ? target : {}, patch);
}

function patchedObject(target: JsonObject, patch: JsonObject): JsonObject {
  const members = new Map(Object.entries(target));
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) members.delete(name);
    else members.set(name, patched(ownMember(target, name), value));
  }
  return Object.fromEntries(members);
}

/** Element by element where both lists are keyed; else the new list takes the old one's place. */
function patchedList(target: Json | undefined, patch: Json[]): Json {
  const changes = elementsByKey(patch);
  const elements = Array.isArray(target) ? elementsByKey(target) : null;
  if (changes === null || elements === null) return patch;
  for (const [key, change] of changes)
    elements.set(key, patchedObject(elements.get(key) ?? {}, change));
  return [...elements.values()];
}

/** The members of a patch that are named `[id]`, each for the element of this id. A name without one is left out. */
function patchedElements(target: Json[], patch: JsonObject): Json {
  const elements = elementsByKey(target);
  if (elements === null) return target;
  for (const [key, change] of Object.entries(patch)) {
    const element = elements.get(key);
    if (element === undefined) continue;
    if (change === null) elements.delete(key);
    else if (isJsonObject(change)) elements.set(key, patchedObject(element, change));
  }
  return [...elements.values()];
}
