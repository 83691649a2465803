import type { Json, JsonObject } from './json.js';
import { isJsonObject } from './json.js';
import type { PathSegment } from './json-path.js';
import { formatPath } from './json-path.js';
import { ownMember } from './own-member.js';
import type { Environment, Release } from './release-model.js';
import { groupOf, keysOf, parseKey } from './resource-key.js';

/** What stands in the place of a platform id until the id is known. */
export interface Reference extends JsonObject {
  ref: string;
}

export function isReference(value: Json | undefined): value is Reference {
  return isJsonObject(value) && typeof value['ref'] === 'string' && Object.keys(value).length === 1;
}

/** Every reference of a body with its JSON path, in document order. */
export function locateReferences(body: Json): { key: string; path: string }[] {
  const found: { key: string; path: string }[] = [];
  const visit = (value: Json, path: readonly PathSegment[]): void => {
    if (isReference(value)) found.push({ key: value.ref, path: formatPath(path) });
    else if (Array.isArray(value)) value.forEach((item, index) => visit(item, [...path, index]));
    else if (isJsonObject(value))
      for (const [name, member] of Object.entries(value)) visit(member, [...path, name]);
  };
  visit(body, []);
  return found;
}

/** Full keys that a body refers to, sorted, each once. */
export function collectReferences(body: Json): string[] {
  const keys = new Set<string>();
  const visit = (value: Json): void => {
    if (isReference(value)) keys.add(value.ref);
    else if (typeof value === 'object' && value !== null) Object.values(value).forEach(visit);
  };
  visit(body);
  return [...keys].sort();
}

/** Puts ids in the place of references. Those without an id stay as they are and are listed, sorted. */
export function resolveReferences(
  body: JsonObject,
  idOf: (fullKey: string) => string | undefined,
): { body: JsonObject; unresolved: string[] } {
  const unresolved = new Set<string>();
  const resolve = (value: Json): Json => {
    if (isReference(value)) {
      const id = idOf(value.ref);
      if (id === undefined) unresolved.add(value.ref);
      return id ?? { ref: value.ref };
    }
    if (Array.isArray(value)) return resolveItems(value);
    return isJsonObject(value) ? resolveMembers(value) : value;
  };
  // What holds no reference stays the object that it is: most of a flow does.
  const resolveItems = (list: Json[]): Json[] => {
    const items = list.map(resolve);
    return items.every((item, at) => item === list[at]) ? list : items;
  };
  const resolveMembers = (object: JsonObject): JsonObject => {
    const members = Object.entries(object).map(([name, of]) => [name, resolve(of)] as const);
    return members.every(([name, of]) => of === object[name])
      ? object
      : Object.fromEntries(members);
  };
  return { body: resolveMembers(body), unresolved: [...unresolved].sort() };
}

/**
 * Which org holds the resource that `org` means by a key: the org itself for its own group, else its
 * nearest ancestor in the key's group, else that group's only org in the environment. Null where
 * nobody does, or the group declares no such resource.
 */
export function ownerOfKey(request: {
  readonly release: Pick<Release, 'groups' | 'components'>;
  readonly environment: Environment;
  readonly org: string;
  readonly key: string;
}): string | null {
  const { release, environment, org, key } = request;
  const group = release.groups.find((candidate) => candidate.name === parseKey(key)?.group);
  if (!group || !keysOf(release, group).includes(key)) return null;
  if (groupOf(release, org) === group) return org;
  const ancestor = ancestorsOf(environment, org).find((name) => group.orgIds.includes(name));
  if (ancestor !== undefined) return ancestor;
  const [only, ...others] = group.orgIds.filter((name) => Object.hasOwn(environment.orgs, name));
  return only !== undefined && others.length === 0 ? only : null;
}

/** An org's parents, nearest first; ends at a loop or at an org that is not mapped. */
export function ancestorsOf(environment: Environment, org: string): string[] {
  const ancestors: string[] = [];
  let parent = ownMember(environment.orgs, org)?.parent ?? null;
  while (parent !== null && !ancestors.includes(parent)) {
    const binding = ownMember(environment.orgs, parent);
    if (!binding) break;
    ancestors.push(parent);
    parent = binding.parent;
  }
  return ancestors;
}
