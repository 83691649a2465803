import { sameJson } from './equality.js';
import { formatPath, type PathSegment } from './json-path.js';
import { isJsonObject, type Json } from './json.js';

const LONGEST_VALUE = 80;

/** Every place at which two documents differ, as `path: old → new`; lists are compared as a whole. */
export function differences(before: Json, after: Json): string[] {
  return differencesBelow([], before, after);
}

function differencesBelow(
  path: readonly PathSegment[],
  before: Json | undefined,
  after: Json | undefined,
): string[] {
  if (isJsonObject(before) && isJsonObject(after)) {
    const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
    return names.flatMap((name) => differencesBelow([...path, name], before[name], after[name]));
  }
  if (sameJson(before, after)) return [];
  return [`${formatPath(path) || 'everything'}: ${shown(before)} → ${shown(after)}`];
}

function shown(value: Json | undefined): string {
  if (value === undefined) return 'absent';
  const text = JSON.stringify(value);
  return text.length <= LONGEST_VALUE ? text : `${text.slice(0, LONGEST_VALUE - 1)}…`;
}
