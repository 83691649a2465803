import pMap from 'p-map';
import type { Loaded } from '../planning/loaded.js';
import type { CallOptions } from '../platforms/port.js';
import type { ActivityDeps } from './deps.js';
import type { PreflightResult } from './preflight-types.js';
import { checkScopes, judgeScopes } from './scopes.js';
import { stillUsed } from './still-used.js';

/** Orgs looked at side by side; of each the plan is read from the ledger, once. */
const PARALLEL = 16;
/** More of what is still used is not listed. */
const LISTED = 20;

/**
 * What is looked at before the first write of a rollout, by the plans of all its orgs: what their clients may do, and
 * who uses what is to go. Throws RefusedError where a scope is missing.
 */
export async function lookBeforeFirstWrite(
  { ledger }: Pick<ActivityDeps, 'ledger'>,
  loaded: Loaded,
  rolloutKey: string,
  options: CallOptions,
): Promise<Required<Omit<PreflightResult, 'platformTimeMs'>>> {
  const { orgs } = await ledger.readPlanSet(rolloutKey);
  const looked = await pMap(
    orgs,
    async ({ org }) => {
      const plan = await ledger.readPlan(loaded.address(org), rolloutKey);
      return {
        scopes: await checkScopes(loaded, plan, options),
        used: await stillUsed(loaded, plan, options),
      };
    },
    { concurrency: PARALLEL },
  );
  return {
    excessScopes: judgeScopes(looked.map(({ scopes }) => scopes)),
    stillUsed: looked.flatMap(({ used }) => used).slice(0, LISTED),
  };
}
