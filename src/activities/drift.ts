import { summariseDrift } from '../domain/drift-summary.js';
import { findDrift } from '../planning/drift.js';
import { load } from '../planning/loaded.js';
import { attempt } from './attempt.js';
import { checkCredentialHomes } from './credential-homes.js';
import type { ActivityDeps } from './deps.js';
import type { Activities } from './types.js';

export function driftActivities(deps: ActivityDeps): Pick<Activities, 'findDrift'> {
  return {
    findDrift: ({ release, environment, ...selection }) =>
      attempt(async (options) => {
        const commit = await deps.releases.resolve(release);
        const loaded = await load(deps, { commit, environment });
        const { commit: branchTip } = await deps.releases.operations();
        await checkCredentialHomes(deps, loaded, branchTip);
        const orgs = await findDrift(deps, loaded, selection, options);
        return summariseDrift({ environment, commit }, orgs);
      }),
  };
}
