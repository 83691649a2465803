import { isScalar, type LiteralRules } from './extract-rules.js';
import { sameJson } from './equality.js';
import { isJsonObject, type Json, type JsonObject } from './json.js';
import type { PathSegment } from './json-path.js';
import { ownMember } from './own-member.js';
import { elementsByKey } from './path.js';
import { isReference } from './reference.js';
import type { Scalar } from './release-model.js';

/** How values that are not the same everywhere are said. */
export interface UnifyScope {
  /** Name of the variable that has these values, org by org. */
  readonly variableFor: (path: readonly PathSegment[], values: readonly Scalar[]) => string;
  readonly rules: Pick<LiteralRules, 'isLocal' | 'idMember'>;
  /** Orgs differ in more than scalars at a member (undefined: it is missing); what the template says there, if anything. */
  readonly diverge: (
    path: readonly string[],
    values: readonly (Json | undefined)[],
  ) => Json | undefined;
}

interface Place {
  readonly path: readonly PathSegment[];
  /** The name that rules know the value by; a list's items have the list's. */
  readonly member: string;
  /** A list is said as a whole: what differs within it makes the whole list differ. */
  readonly inList: boolean;
}

const DIFFERS = Symbol('differs');
type Unified = Json | typeof DIFFERS;

/** One template body for what each org has. */
export function unifyBodies(bodies: readonly JsonObject[], scope: UnifyScope): JsonObject {
  const unified = unifyObjects(bodies, { path: [], member: '', inList: false }, scope);
  return unified === DIFFERS ? {} : unified;
}

function unify(values: readonly Json[], place: Place, scope: UnifyScope): Unified {
  const [first] = values;
  if (first === undefined) return DIFFERS;
  if (values.every(isScalar)) return unifyScalars(values, place, scope);
  if (values.every(isReference))
    return values.every((value) => sameJson(value, first)) ? first : DIFFERS;
  if (values.every(isPlainObject)) return unifyObjects(values, place, scope);
  const lists = values.filter((value) => Array.isArray(value));
  return lists.length === values.length ? unifyLists(lists, place, scope) : DIFFERS;
}

function isPlainObject(value: Json): value is JsonObject {
  return isJsonObject(value) && !isReference(value);
}

function unifyScalars(
  values: readonly Scalar[],
  { path, member }: Place,
  { rules, variableFor }: UnifyScope,
): Scalar {
  const [first = ''] = values;
  const isLocal = typeof first !== 'boolean' && rules.isLocal(member, first);
  if (values.every((value) => value === first) && !isLocal) return first;
  return `{{${variableFor(path, values)}}}`;
}

/** True for a value that a template may hold as it is. */
export function isPortable(value: Json, member: string, rules: UnifyScope['rules']): boolean {
  if (Array.isArray(value)) return value.every((item) => isPortable(item, member, rules));
  if (isPlainObject(value))
    return Object.entries(value).every(([name, item]) =>
      isPortable(item, memberName(name, value, rules), rules),
    );
  const isText = typeof value === 'string' || typeof value === 'number';
  return !isText || !rules.isLocal(member, value);
}

function memberName(name: string, holder: JsonObject, rules: UnifyScope['rules']): string {
  return name === 'id' ? rules.idMember(holder['type']) : name;
}

function unifyObjects(
  values: readonly JsonObject[],
  { path, inList }: Place,
  scope: UnifyScope,
): JsonObject | typeof DIFFERS {
  const names = [...new Set(values.flatMap((value) => Object.keys(value)))];
  const [first = {}] = values;
  const unified: JsonObject = {};
  for (const name of names) {
    const members = values.map((value) => ownMember(value, name));
    const there = members.filter((member) => member !== undefined);
    const at = [...path, name];
    const isEverywhere = there.length === values.length;
    const member = isEverywhere
      ? unify(there, { path: at, member: memberName(name, first, scope.rules), inList }, scope)
      : DIFFERS;
    if (member === DIFFERS && inList) return DIFFERS;
    const said = member === DIFFERS ? scope.diverge(at.map(String), members) : member;
    if (said !== undefined) unified[name] = said;
  }
  return unified;
}

function unifyLists(
  lists: readonly (readonly Json[])[],
  { path, member }: Place,
  scope: UnifyScope,
): Unified {
  const [first = []] = lists;
  if (lists.some((list) => list.length !== first.length)) return DIFFERS;
  const aligned = lists.map((list) => alignTo(first, list));
  const unified: Json[] = [];
  for (const index of first.keys()) {
    const items = aligned.flatMap((list) => list[index] ?? []);
    const isEverywhere = items.length === lists.length;
    const item = isEverywhere
      ? unify(items, { path: [...path, index], member, inList: true }, scope)
      : DIFFERS;
    if (item === DIFFERS) return DIFFERS;
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
