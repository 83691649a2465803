import { attempt } from './attempt.js';
import { lookBeforeFirstWrite } from './before-first-write.js';
import type { ActivityDeps } from './deps.js';
import { load } from '../planning/loaded.js';
import { missingReferences, ownersOf } from '../planning/references.js';
import { RefusedError } from '../planning/refused.js';
import { survey } from '../planning/survey.js';
import { platformNow } from '../planning/platform-now.js';
import type { Activities } from './types.js';

export function preflightActivities(deps: ActivityDeps): Pick<Activities, 'preflight'> {
  return {
    preflight: ({ scope, orgs, beforeFirstWrite }) =>
      attempt(async (options) => {
        const loaded = await load(deps, scope);
        const owners = orgs.flatMap((org) =>
          ownersOf(loaded, org).filter((owner) => owner !== org),
        );
        const all = [...new Set([...orgs, ...owners])];
        // An org that does not answer fails in its own transaction, where the tolerance counts it.
        const mayBeMissing = (org: string): boolean => !owners.includes(org);
        const surveyed = await survey(deps, loaded, all, { ...options, mayBeMissing });
        const bringsItself = (owner: string, org: string): boolean => owner === org;
        const missing = orgs
          .filter((org) => surveyed.has(org))
          .flatMap((org) =>
            missingReferences(loaded, surveyed, org, (owner) => bringsItself(owner, org)),
          );
        if (missing.length > 0)
          throw new RefusedError(`preflight: ${missing.slice(0, 10).join('; ')}`, missing);
        const found =
          beforeFirstWrite === true
            ? await lookBeforeFirstWrite(deps, loaded, scope.rolloutKey, options)
            : { excessScopes: [], stillUsed: [] };
        return {
          platformTimeMs: await platformNow(loaded, orgs, options),
          ...(found.excessScopes.length === 0 ? {} : { excessScopes: found.excessScopes }),
          ...(found.stillUsed.length === 0 ? {} : { stillUsed: found.stillUsed }),
        };
      }),
  };
}
