import { canonicalJson } from '../domain/canonical-json.js';
import type { Json } from '../domain/json.js';
import type { OrgPlan } from '../domain/org-plan.js';
import type { PlanSet } from '../ledger/port.js';
import { sha256 } from './hash.js';
import { RefusedError } from './refused.js';
import { fleetDigest } from './summarise.js';

/** True where the set has exactly this plan of the org. */
export function isIn(set: PlanSet, plan: OrgPlan): boolean {
  return set.orgs.some(({ org, digest }) => org === plan.org && digest === plan.digest);
}

/**
 * Refuses a plan that is not the one that was approved: its content must have the digest that it states, the set must
 * have that digest, and the set must be the one that the rollout goes by.
 */
export function refuseUnapproved(set: PlanSet, plan: OrgPlan, approved: string | undefined): void {
  const { digest, ...content } = plan;
  const why =
    sha256(canonicalJson(content as unknown as Json)) !== digest
      ? 'its content does not have the digest that it states'
      : !isIn(set, plan)
        ? 'the rollout planned something else for it'
        : fleetDigest(set.orgs) !== set.planDigest
          ? 'the set of plans does not have the digest that it states'
          : approved !== undefined && approved !== set.planDigest
            ? `it belongs to plan ${set.planDigest.slice(0, 12)}, and the rollout goes by ${approved.slice(0, 12)}`
            : null;
  if (why === null) return;
  throw new RefusedError(
    `the ledger's plan of ${plan.org} is not the one that was approved: ${why}. Nothing was written; start the rollout again`,
  );
}
