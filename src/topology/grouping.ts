import type { DiscoveredOrg } from '../platforms/port.js';
import { identifierOf } from '../domain/identifiers.js';

/** What the platform says of an org that decides about its group. */
export type GroupBy = 'region' | 'business_unit';

export const HUB_GROUP = 'global_shared';
const UNASSIGNED = 'unassigned';

/** Region or business unit, as the platform spells it; null where it says nothing. */
export function traitOf(org: DiscoveredOrg, by: GroupBy): string | null {
  return by === 'region' ? org.region : org.businessUnit;
}

/**
 * The group of each org, by real org id: parents without a parent are the hubs' group; all others go by region or
 * business unit, and by depth below the second level, so that no group has to come both before and after another.
 */
export function groupNames(
  discovered: readonly DiscoveredOrg[],
  by: GroupBy,
): ReadonlyMap<string, string> {
  const parents = new Map(discovered.map((org) => [org.realOrgId, org.parentRealOrgId]));
  const hubs = new Set(discovered.flatMap(({ parentRealOrgId }) => parentRealOrgId ?? []));
  const depthOf = (id: string, seen: readonly string[] = []): number => {
    const parent = parents.get(id) ?? null;
    const isTop = parent === null || !parents.has(parent) || seen.includes(parent);
    return isTop ? 0 : 1 + depthOf(parent, [...seen, id]);
  };
  return new Map(
    discovered.map((org) => {
      const depth = depthOf(org.realOrgId);
      if (depth === 0 && hubs.has(org.realOrgId)) return [org.realOrgId, HUB_GROUP];
      const trait = identifierOf(traitOf(org, by) ?? '', UNASSIGNED);
      return [org.realOrgId, depth < 2 ? trait : `${trait}_${depth}`];
    }),
  );
}
