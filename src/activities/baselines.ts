import pMap from 'p-map';
import { advanceBases } from '../domain/base.js';
import { load, type Loaded } from '../planning/loaded.js';
import type { CallOptions } from '../platforms/port.js';
import { attempt } from './attempt.js';
import type { ActivityDeps } from './deps.js';
import { readBack } from './read-back.js';
import type { Activities, RunScope } from './types.js';

const PARALLEL = 4;

export function baselineActivities(deps: ActivityDeps): Pick<Activities, 'recordBaselines'> {
  return {
    recordBaselines: ({ scope, orgs }) =>
      attempt(async (options) => {
        const loaded = await load(deps, scope);
        await pMap(orgs, (org) => recordBaseline(deps, loaded, scope, org, options), {
          concurrency: PARALLEL,
        });
      }),
  };
}

/** Reads back what the org has now: only what equals its target becomes the base of the next merge. */
async function recordBaseline(
  deps: ActivityDeps,
  loaded: Loaded,
  scope: RunScope,
  org: string,
  options: CallOptions,
): Promise<void> {
  const found = await readBack(deps, loaded, scope, org, options);
  const why = `on release ${found.plan.releaseDigest.slice(0, 12)}, rollout ${scope.rolloutKey}`;
  await deps.ledger.writeBases(loaded.address(org), advanceBases(found), why);
}
