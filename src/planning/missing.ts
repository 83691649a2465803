import type { OrgPlan } from '../domain/org-plan.js';
import { isWritten } from '../domain/plan.js';
import type { Loaded } from './loaded.js';
import { missingReferences } from './references.js';
import { RefusedError } from './refused.js';
import type { SurveyedOrg } from './survey.js';

/** Refuses a plan whose orgs refer to what is not there and what the plan does not bring. */
export function refuseMissing(
  loaded: Loaded,
  surveyed: ReadonlyMap<string, SurveyedOrg>,
  plans: ReadonlyMap<string, OrgPlan>,
  selected: readonly string[],
): void {
  const changes = (owner: string, key: string): boolean =>
    plans.get(owner)?.resources.some((r) => r.key === key && isWritten(r)) ?? false;
  const broughtBy = (owner: string, key: string): boolean =>
    selected.includes(owner) && changes(owner, key);
  const missing = selected.flatMap((org) => [
    ...missingReferences(loaded, surveyed, org, broughtBy),
    ...leftBehind(loaded, org, (owner, key) => !selected.includes(owner) && changes(owner, key)),
  ]);
  if (missing.length === 0) return;
  throw new RefusedError(
    `nothing was written: ${missing.length} reference(s) are missing: ${missing.slice(0, 10).join('; ')}`,
    missing,
  );
}

/** References to what this release changes in an org that the rollout leaves out. */
function leftBehind(
  loaded: Loaded,
  org: string,
  isBehind: (owner: string, key: string) => boolean,
): string[] {
  return loaded.render(org).flatMap((resource) =>
    resource.references.flatMap((key) => {
      const owner = loaded.ownerOf(org, key);
      if (owner === null || !isBehind(owner, key)) return [];
      return [
        `${org}: ${resource.key} refers to ${key}, which this release changes in ${owner}, and ${owner} is left out`,
      ];
    }),
  );
}
