import { isPlatformOwned, looksLikeVariable } from './extract-rules.js';
import { isJsonObject, type Json, type JsonObject } from './json.js';
import { formatPath, type PathSegment } from './json-path.js';
import { isSecretName } from './secret-fields.js';

export type Leave = (path: string, reason: string) => void;

/** A live body without what a template cannot or must not say; all but the platform's own members is reported. */
export function plainBody(body: JsonObject, leave: Leave): JsonObject {
  return (plainValue(body, [], leave) ?? {}) as JsonObject;
}

/** Undefined where nothing of the value can be said. */
function plainValue(value: Json, path: readonly PathSegment[], leave: Leave): Json | undefined {
  if (value === null) return undefined;
  if (typeof value === 'string' && looksLikeVariable(value)) {
    leave(formatPath(path), 'a template would take it for a variable');
    return undefined;
  }
  if (Array.isArray(value)) return plainList(value, path, leave);
  return isJsonObject(value) ? plainObject(value, path, leave) : value;
}

function plainObject(
  object: JsonObject,
  path: readonly PathSegment[],
  leave: Leave,
): JsonObject | undefined {
  if (Object.hasOwn(object, 'ref')) {
    leave(formatPath(path), 'has a member `ref`, which templates keep for references');
    return undefined;
  }
  const plain: JsonObject = {};
  for (const [name, member] of Object.entries(object)) {
    if (isPlatformOwned(name, path.length)) continue;
    const at = [...path, name];
    if (isSecretName(name) && typeof member !== 'boolean')
      leave(formatPath(at), 'is secret by its name');
    else if (looksLikeVariable(name)) leave(formatPath(at), 'its name looks like a variable');
    else {
      const kept = plainValue(member, at, leave);
      if (kept !== undefined) plain[name] = kept;
    }
  }
  return plain;
}

/** A list is said as a whole, or not at all: an element that is missing would be an element to remove. */
function plainList(
  list: readonly Json[],
  path: readonly PathSegment[],
  leave: Leave,
): Json[] | undefined {
  const plain: Json[] = [];
  for (const [index, item] of list.entries()) {
    const kept = plainValue(item, [...path, index], leave);
    if (kept === undefined) {
      leave(formatPath(path), 'holds an element that a template cannot say');
      return undefined;
    }
    plain.push(kept);
  }
  return plain;
}
