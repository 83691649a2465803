import { isJsonObject, type Json, type JsonObject } from '../json.js';

/** Applies an RFC 7386 JSON merge patch: null removes a member, arrays are replaced whole. */
export function mergePatch(target: JsonObject, patch: JsonObject): JsonObject {
  const merged = new Map<string, Json>(Object.entries(target));
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) merged.delete(key);
    else merged.set(key, isJsonObject(value) ? mergeMember(merged.get(key), value) : value);
  }
  // fromEntries defines own properties, so a member called __proto__ stays mere data.
  return Object.fromEntries(merged);
}

function mergeMember(current: Json | undefined, patch: JsonObject): JsonObject {
  return mergePatch(isJsonObject(current) ? current : {}, patch);
}
