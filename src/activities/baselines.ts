import pMap from 'p-map';
import { advanceBases } from '../domain/base.js';
import { load, type Loaded } from '../planning/loaded.js';
import { isFinal, WireError, type CallOptions } from '../platforms/port.js';
import { attempt } from './attempt.js';
import type { ActivityDeps } from './deps.js';
import { readBack } from './read-back.js';
import type { Activities, BaselinesResult, RunScope } from './types.js';

type Unrecorded = BaselinesResult['unrecorded'][number];

const PARALLEL = 4;

export function baselineActivities(deps: ActivityDeps): Pick<Activities, 'recordBaselines'> {
  return {
    recordBaselines: ({ scope, orgs }) =>
      attempt(async (options) => {
        const loaded = await load(deps, scope);
        const record = async (org: string): Promise<Unrecorded[]> => {
          try {
            await recordBaseline(deps, loaded, scope, org, options);
            return [];
          } catch (error) {
            if (!(error instanceof WireError) || !isFinal(error)) throw error;
            return [{ org, reason: `${error.facts.kind}: ${error.message}` }];
          }
        };
        const refused = await pMap(orgs, record, { concurrency: PARALLEL });
        return { unrecorded: refused.flat() };
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
