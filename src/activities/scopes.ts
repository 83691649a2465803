import type { OrgPlan } from '../domain/org-plan.js';
import type { Loaded } from '../planning/loaded.js';
import { changedKinds, leastRoleOf, loadScopesOf } from '../planning/permissions.js';
import { RefusedError } from '../planning/refused.js';
import { WireError, type CallOptions } from '../platforms/port.js';
import type { ExcessScopes } from './preflight-types.js';

/** More orgs than this are not listed; "rollcall doctor --permissions" lists all. */
const LISTED_ORGS = 100;

/** Throws RefusedError that names each scope that is missing; the clients that have more than they need. */
export function judgeScopes(checked: readonly CheckedScopes[]): readonly ExcessScopes[] {
  const missing = checked.flatMap((one) => one.missing);
  if (missing.length > 0)
    throw new RefusedError(`preflight: ${missing.slice(0, 10).join('; ')}`, missing);
  return checked.flatMap(({ excess }) => excess).slice(0, LISTED_ORGS);
}

export interface CheckedScopes {
  /** With org, client and remedy. */
  readonly missing: readonly string[];
  readonly excess: readonly ExcessScopes[];
}

const NOTHING: CheckedScopes = { missing: [], excess: [] };

/**
 * Whether the client of an org may change what its plan changes, and has been granted more than the org's components
 * need. An org that does not answer fails in its own transaction, where the tolerance counts it.
 */
export async function checkScopes(
  loaded: Loaded,
  plan: OrgPlan,
  options: CallOptions,
): Promise<CheckedScopes> {
  const { org } = plan;
  const kinds = changedKinds(plan);
  if (kinds.length === 0) return NOTHING;
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
