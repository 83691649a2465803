import pMap from 'p-map';
import { load, type Loaded } from '../planning/loaded.js';
import { changedKinds, leastRoleOf, loadScopesOf } from '../planning/permissions.js';
import { RefusedError } from '../planning/refused.js';
import { WireError, type CallOptions, type OrgClient } from '../platforms/port.js';
import type { ActivityDeps } from './deps.js';
import type { ExcessScopes } from './preflight-types.js';
import type { RunScope } from './types.js';

/** Orgs checked side by side; each also reads its plan from the ledger. */
const PARALLEL = 16;

/** More orgs than this are not listed; "rollcall doctor --permissions" lists all. */
const LISTED_ORGS = 100;

/**
 * Checks before the first write that the client of every org of a rollout may change what its plan changes. Throws
 * RefusedError that names each scope that is missing, with org and client. Tells of clients that have been granted
 * more than their org's components need. An org that does not answer fails in its own transaction, where the
 * tolerance counts it.
 */
export async function checkScopes(
  deps: Pick<ActivityDeps, 'releases' | 'ledger' | 'platforms'>,
  scope: RunScope,
  options: CallOptions,
): Promise<readonly ExcessScopes[]> {
  const loaded = await load(deps, scope);
  const { orgs } = await deps.ledger.readPlanSet(scope.rolloutKey);
  const checked = await pMap(
    orgs,
    async ({ org }) => {
      const plan = await deps.ledger.readPlan(loaded.address(org), scope.rolloutKey);
      const kinds = changedKinds(plan);
      return kinds.length === 0 ? NOTHING : checkOrg(loaded, org, kinds, options);
    },
    { concurrency: PARALLEL },
  );
  const missing = checked.flatMap((one) => one.missing);
  if (missing.length > 0)
    throw new RefusedError(`preflight: ${missing.slice(0, 10).join('; ')}`, missing);
  return checked.flatMap(({ excess }) => excess).slice(0, LISTED_ORGS);
}

interface Checked {
  readonly missing: readonly string[];
  readonly excess: readonly ExcessScopes[];
}

const NOTHING: Checked = { missing: [], excess: [] };

async function checkOrg(
  loaded: Loaded,
  org: string,
  kinds: Parameters<OrgClient['scopesFor']>[0],
  options: CallOptions,
): Promise<Checked> {
  const client = loaded.client(org);
  try {
    const scopes = [...client.scopesFor(kinds), ...loadScopesOf(loaded, org)];
    await client.acquireToken(scopes, options);
    const granted = (await client.grantedScopes(options)) ?? [];
    const { deploying } = leastRoleOf(loaded, org);
    const count = granted.filter((scope) => !deploying.includes(scope)).length;
    return { missing: [], excess: count === 0 ? [] : [{ org, count }] };
  } catch (error) {
    if (!(error instanceof WireError) || error.facts.kind === 'cancelled') throw error;
    return error.facts.kind === 'forbidden' ? { missing: [error.message], excess: [] } : NOTHING;
  }
}
