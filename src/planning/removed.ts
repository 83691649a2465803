import type { RemovedResource } from '../domain/plan-groups.js';
import type { OrgBases } from '../ledger/port.js';

/** What Rollcall manages in an org by its bases, and no template declares any more. It is listed, never written. */
export function removedFrom(
  org: string,
  bases: OrgBases,
  rendered: readonly { readonly key: string }[],
): RemovedResource[] {
  const declared = new Set(rendered.map(({ key }) => key));
  return Object.keys(bases)
    .filter((key) => !declared.has(key))
    .sort()
    .map((key) => ({ org, key }));
}
