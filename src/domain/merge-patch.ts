import { sameJson } from './equality.js';
import { isJsonObject, type Json, type JsonObject } from './json.js';

/**
 * The RFC 7386 merge patch that turns one body into the other: objects member by member, null for a
 * member that goes, lists whole. What a merge patch cannot say, this cannot either: a member that is to
 * become null is removed.
 */
export function mergePatchOf(before: JsonObject, after: JsonObject): JsonObject {
  const gone = Object.keys(before).filter((name) => !Object.hasOwn(after, name));
  const patch: [string, Json][] = gone.map((name) => [name, null]);
  for (const [name, value] of Object.entries(after)) {
    const old = Object.hasOwn(before, name) ? before[name] : undefined;
    if (sameJson(old, value)) continue;
    const isNested = isJsonObject(old) && isJsonObject(value);
    patch.push([name, isNested ? mergePatchOf(old, value) : value]);
  }
  return Object.fromEntries(patch);
}
