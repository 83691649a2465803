import { ApplicationFailure } from '@temporalio/activity';
import { attempt } from './attempt.js';
import type { ActivityDeps } from './deps.js';
import { load, type Loaded } from './loaded.js';
import { platformNow } from './platform-now.js';
import { survey, type SurveyedOrg } from './survey.js';
import type { Activities } from './types.js';

export function preflightActivities(deps: ActivityDeps): Pick<Activities, 'preflight'> {
  return {
    preflight: ({ scope, orgs }) =>
      attempt(async (options) => {
        const loaded = await load(deps, scope);
        const owners = orgs.flatMap((org) =>
          ownersOf(loaded, org).filter((owner) => owner !== org),
        );
        const all = [...new Set([...orgs, ...owners])];
        // An org that does not answer fails in its own transaction, where the tolerance counts it.
        const tolerated = (org: string): boolean => !owners.includes(org);
        const surveyed = await survey(deps, loaded, all, options, tolerated);
        const bringsItself = (owner: string, org: string): boolean => owner === org;
        const missing = orgs
          .filter((org) => surveyed.has(org))
          .flatMap((org) =>
            missingReferences(loaded, surveyed, org, (owner) => bringsItself(owner, org)),
          );
        if (missing.length > 0)
          throw ApplicationFailure.create({
            message: `preflight: ${missing.slice(0, 10).join('; ')}`,
            type: 'Refused',
            nonRetryable: true,
            details: [missing.slice(0, 200)],
          });
        return { platformTimeMs: await platformNow(loaded, orgs, options) };
      }),
  };
}

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
