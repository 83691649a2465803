import type { OrgPlan } from '../domain/org-plan.js';
import { isWritten, toRemove } from '../domain/plan.js';
import type { Policy } from '../domain/release-model.js';
import { parseKey } from '../domain/resource-key.js';
import type { ResourceKind } from '../domain/resource.js';
import type { Loaded } from './loaded.js';
import { RefusedError } from './refused.js';

/** True where policy lets a kind be written that nothing guards against a concurrent write. */
export function allowsBestEffort(
  { allowBestEffort = false }: Pick<Policy, 'allowBestEffort'>,
  kind: ResourceKind,
): boolean {
  return typeof allowBestEffort === 'boolean' ? allowBestEffort : allowBestEffort.includes(kind);
}

/** Refuses plans that write what no platform guards, unless policy takes the risk for the kind. */
export function refuseUnguarded(
  loaded: Loaded,
  plans: ReadonlyMap<string, OrgPlan>,
  selected: readonly string[],
): void {
  const { policy } = loaded.release;
  const unguarded = selected.flatMap((org) => {
    const plan = plans.get(org);
    if (plan === undefined) return [];
    const client = loaded.client(org);
    return writtenOf(plan)
      .filter(
        ({ kind }) =>
          client.declares(kind)?.concurrency === 'none' && !allowsBestEffort(policy, kind),
      )
      .map(({ key, kind }) => `${org}: ${key} (${kind}) on ${loaded.binding(org).platform}`);
  });
  if (unguarded.length === 0) return;
  throw new RefusedError(
    `nothing was written: the platform guards no write of ${unguarded.length} resource(s) against somebody else's, so an edit in between would be lost: ${unguarded.slice(0, 5).join('; ')}. Leave them out, or take the risk by kind: allow_best_effort in policy.yaml`,
    unguarded,
  );
}

function writtenOf(plan: OrgPlan): { key: string; kind: ResourceKind }[] {
  const removed = toRemove(plan).flatMap(({ key }) => {
    const kind = parseKey(key)?.kind ?? null;
    return kind === null ? [] : [{ key, kind }];
  });
  return [...plan.resources.filter(isWritten), ...removed];
}
