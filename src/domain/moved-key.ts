import type { ResourceBase } from './org-plan.js';
import { ownMember } from './own-member.js';
import type { ComponentResource, RenderedResource } from './release-model.js';
import type { ResourceKey } from './resource.js';

type Bases = Readonly<Record<ResourceKey, ResourceBase>>;

/** The full keys that a resource had in earlier releases, in the order in which it names them. */
export function movedKeys(
  group: string,
  { kind, movedFrom = [] }: Pick<ComponentResource, 'kind' | 'movedFrom'>,
): ResourceKey[] {
  return movedFrom.map((old) => (old.includes('/') ? old : `${group}/${kind}/${old}`));
}

/**
 * An org's bases with those of moved resources under the keys that they have now. The first old key that has a
 * base counts, and one under the present key before any of them. Old keys go, unless another resource has one.
 */
export function moveBases(
  bases: Bases,
  resources: readonly Pick<RenderedResource, 'key' | 'movedFrom'>[],
): Bases {
  if (resources.every(({ movedFrom }) => movedFrom === undefined)) return bases;
  const present = new Set(resources.map(({ key }) => key));
  const moved = new Map(Object.entries(bases));
  for (const { key, movedFrom = [] } of resources)
    for (const old of movedFrom.filter((candidate) => !present.has(candidate))) {
      const base = ownMember(bases, old);
      if (base !== undefined && !moved.has(key)) moved.set(key, base);
      moved.delete(old);
    }
  return Object.fromEntries(moved);
}
