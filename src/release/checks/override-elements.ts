import { suggestion } from '../../domain/closest-name.js';
import { isJsonObject } from '../../domain/json.js';
import type { Json } from '../../domain/json.js';
import type { PathSegment } from '../../domain/json-path.js';
import { formatPath } from '../../domain/json-path.js';
import { ownMember } from '../../domain/own-member.js';
import { elementsByKey } from '../../domain/path.js';
import { isElementSegment } from '../../domain/path-segment.js';
import { isReference } from '../../domain/reference.js';

/** A member of a patch that names an element which is not there. */
export interface LostElement {
  /** Below the patch. */
  readonly path: string;
  readonly message: string;
}

/** Members of a patch that are named `[id]` where the template has no such element: they would change nothing. */
export function lostElements(template: Json, patch: Json): LostElement[] {
  const found: LostElement[] = [];
  const visit = (target: Json | undefined, value: Json, path: readonly PathSegment[]): void => {
    if (!isJsonObject(value) || isReference(value)) return;
    const elements = Array.isArray(target) ? elementsByKey(target) : null;
    const names = Object.keys(value);
    for (const [name, change] of Object.entries(value)) {
      const place = [...path, name];
      if (isElementSegment(name)) {
        const message = objectionTo({ name, change, names, elements });
        if (message !== null) found.push({ path: formatPath(place), message });
        else visit(elements?.get(name), change, place);
      } else visit(isJsonObject(target) ? ownMember(target, name) : undefined, change, place);
    }
  };
  visit(template, patch, []);
  return found;
}

function objectionTo(member: {
  name: string;
  change: Json;
  names: readonly string[];
  elements: ReadonlyMap<string, unknown> | null;
}): string | null {
  const { name, change, names, elements } = member;
  if (elements === null)
    return `"${name}" names an element, but the template has no list here whose elements have ids`;
  if (!names.every(isElementSegment))
    return `"${name}" names an element and stands beside members that name none`;
  if (!elements.has(name))
    return `the template's list has no element "${name}".${suggestion(name, [...elements.keys()])}`;
  return change === null || isJsonObject(change)
    ? null
    : 'an element is changed by an object of its members, or taken away by null';
}
