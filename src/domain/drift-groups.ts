import { canonicalJson } from './canonical-json.js';
import type { DriftItem } from './drift.js';

/** The same difference in several orgs. */
export interface DriftGroup extends Omit<DriftItem, 'org'> {
  readonly orgs: readonly string[];
}

/** What differs alike in many orgs is one entry; most orgs first, then by resource and path. */
export function groupDrift(items: readonly DriftItem[]): DriftGroup[] {
  const groups = new Map<string, { readonly item: DriftItem; readonly orgs: string[] }>();
  for (const item of items) {
    const { org, ...rest } = item;
    const key = canonicalJson({ ...rest });
    const group = groups.get(key) ?? { item, orgs: [] };
    groups.set(key, group);
    group.orgs.push(org);
  }
  return [...groups.values()]
    .map(({ item: { org: _org, ...rest }, orgs }) => ({ ...rest, orgs }))
    .sort((a, b) => b.orgs.length - a.orgs.length || (place(a) < place(b) ? -1 : 1));
}

function place({ resource, path }: Pick<DriftItem, 'resource' | 'path'>): string {
  return `${resource} ${path ?? ''}`;
}
