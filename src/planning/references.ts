import type { Loaded } from './loaded.js';
import type { SurveyedOrg } from './survey.js';

/** Orgs that hold what an org's resources refer to. */
export function ownersOf(loaded: Loaded, org: string): string[] {
  return loaded
    .render(org)
    .flatMap(({ references }) => references.flatMap((key) => loaded.ownerOf(org, key) ?? []));
}

/**
 * References of an org's resources that do not exist, or are switched off, in the org that holds them. What
 * `broughtBy` says is created before it is needed does not count.
 */
export function missingReferences(
  loaded: Loaded,
  surveyed: ReadonlyMap<string, SurveyedOrg>,
  org: string,
  broughtBy: (owner: string, key: string) => boolean,
): string[] {
  return loaded.render(org).flatMap((resource) =>
    resource.references.flatMap((key) => {
      const owner = loaded.ownerOf(org, key);
      if (owner === null) return [`${org}: ${resource.key} refers to ${key}, which no org holds`];
      const live = surveyed.get(owner)?.live.get(key);
      if (live === undefined && broughtBy(owner, key)) return [];
      if (live === undefined)
        return [`${org}: ${resource.key} refers to ${key}, which is not in ${owner}`];
      return live.enabled
        ? []
        : [`${org}: ${resource.key} refers to ${key}, which is switched off in ${owner}`];
    }),
  );
}
