import type { Component, Group, Release } from './release-model.js';
import { ResourceKind } from './resource.js';
import type { ResourceKey } from './resource.js';
import { ownMember } from './own-member.js';

const kinds: ReadonlySet<string> = new Set(Object.values(ResourceKind));

function isKind(text: string): text is ResourceKind {
  return kinds.has(text);
}

/** The parts of a full key; null where the text is none. */
export function parseKey(
  key: ResourceKey,
): { group: string; kind: ResourceKind; name: string } | null {
  const [group, kind, name, ...rest] = key.split('/');
  if (!group || !kind || !name || rest.length > 0 || !isKind(kind)) return null;
  return { group, kind, name };
}

/** A reference as a template of `group` may write it (`queue/main` or a full key) as a full key, or null. */
export function fullKey(group: string, reference: string): ResourceKey | null {
  const key = reference.split('/').length === 2 ? `${group}/${reference}` : reference;
  return parseKey(key) === null ? null : key;
}

/** The group that an org belongs to. */
export function groupOf(release: Pick<Release, 'groups'>, org: string): Group | undefined {
  return release.groups.find((group) => group.orgIds.includes(org));
}

/** A group's components, in the manifest's order, without those that do not exist. */
export function componentsOf(release: Pick<Release, 'components'>, group: Group): Component[] {
  return group.components.flatMap((name) => ownMember(release.components, name) ?? []);
}

/** Full keys of all that a group's components declare. */
export function keysOf(release: Pick<Release, 'components'>, group: Group): ResourceKey[] {
  return componentsOf(release, group).flatMap((component) =>
    component.resources.map((resource) => `${group.name}/${resource.kind}/${resource.name}`),
  );
}
