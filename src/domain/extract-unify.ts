import type { Leave } from './extract-body.js';
import { isEnvironmentLiteral, isScalar } from './extract-rules.js';
import { sameJson } from './equality.js';
import { isJsonObject, type Json, type JsonObject } from './json.js';
import { formatPath, type PathSegment } from './json-path.js';
import { elementsByKey } from './path.js';
import { isReference } from './reference.js';
import type { Scalar } from './release-model.js';

export interface UnifyScope {
  readonly prefix: string;
  /** Name of the variable that has these values, org by org. */
  readonly variableFor: (path: readonly PathSegment[], values: readonly Scalar[]) => string;
  /** True for an id of the platform. */
  readonly isId: (text: string) => boolean;
  readonly leave: Leave;
}

/** One template value for what each org has; undefined where the orgs differ in more than scalars. */
export function unify(
  values: readonly Json[],
  path: readonly PathSegment[],
  scope: UnifyScope,
): Json | undefined {
  const [first] = values;
  if (first === undefined) return undefined;
  if (values.every(isScalar)) return unifyScalars(values as readonly Scalar[], path, scope);
  if (values.every(isReference)) {
    if (values.every((value) => sameJson(value, first))) return first;
    return differing(path, scope, 'refers to different resources');
  }
  if (values.every(isPlainObject)) return unifyObjects(values, path, scope);
  const lists = values.filter((value) => Array.isArray(value));
  if (lists.length === values.length) return unifyLists(lists, path, scope);
  return differing(path, scope, 'differs in structure between the orgs');
}

function isPlainObject(value: Json): value is JsonObject {
  return isJsonObject(value) && !isReference(value);
}

function differing(path: readonly PathSegment[], scope: UnifyScope, why: string): undefined {
  scope.leave(formatPath(path), why);
}

function unifyScalars(
  values: readonly Scalar[],
  path: readonly PathSegment[],
  scope: UnifyScope,
): Scalar {
  const [first = ''] = values;
  const isOnePlaces =
    typeof first === 'string' && (isEnvironmentLiteral(first) || scope.isId(first));
  if (values.every((value) => value === first) && !isOnePlaces) return first;
  return `{{${scope.variableFor(path, values)}}}`;
}

function unifyObjects(
  values: readonly JsonObject[],
  path: readonly PathSegment[],
  scope: UnifyScope,
): JsonObject | undefined {
  const names = [...new Set(values.flatMap((value) => Object.keys(value)))];
  const unified: JsonObject = {};
  for (const name of names) {
    const members = values.flatMap((value) => {
      const member = Object.hasOwn(value, name) ? value[name] : undefined;
      return member === undefined ? [] : [member];
    });
    const at = [...path, name];
    if (members.length < values.length) differing(at, scope, 'is missing in some of the orgs');
    else {
      const member = unify(members, at, scope);
      if (member !== undefined) unified[name] = member;
    }
  }
  // An object that is empty for want of anything to say is not said either.
  return Object.keys(unified).length === 0 && names.length > 0 ? undefined : unified;
}

function unifyLists(
  lists: readonly (readonly Json[])[],
  path: readonly PathSegment[],
  scope: UnifyScope,
): Json[] | undefined {
  const [first = []] = lists;
  if (lists.some((list) => list.length !== first.length))
    return differing(path, scope, 'is a list of other length in some of the orgs');
  const aligned = lists.map((list) => alignTo(first, list));
  const unified: Json[] = [];
  let incomplete = false;
  const strict = { ...scope, leave: () => (incomplete = true) } as unknown as UnifyScope;
  for (const index of first.keys()) {
    const items = aligned.flatMap((list) => list[index] ?? []);
    const item = items.length === lists.length ? unify(items, [...path, index], strict) : undefined;
    if (item === undefined || incomplete)
      return differing(path, scope, 'is a list whose elements differ in structure');
    unified.push(item);
  }
  return unified;
}

/** Keyed elements in the order of another list with the same keys; other lists as they are. */
function alignTo(model: readonly Json[], list: readonly Json[]): readonly Json[] {
  const order = elementsByKey(model);
  const elements = elementsByKey(list);
  if (order === null || elements === null) return list;
  const aligned = [...order.keys()].map((key) => elements.get(key));
  return aligned.every((element) => element !== undefined) ? aligned : list;
}
