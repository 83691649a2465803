import type { OrgPlan } from '../domain/org-plan.js';
import {
  secretFieldsOf,
  secretFieldsOfPlan,
  withoutSecretFields,
  withoutSecretValues,
} from '../domain/secret-fields.js';
import { LedgerRefusedError, type OrgBases, type OrgSnapshot } from './port.js';

const MOST_PLACES_SHOWN = 3;

/**
 * The ledger keeps a plan as it was approved, or not at all: to leave something out of it would change its digest.
 * Since no plan names a secret field, a rollback leaves the live value of each alone.
 */
export function requireNoSecrets(plan: OrgPlan): void {
  const places = secretFieldsOfPlan(plan);
  if (places.length === 0) return;
  const more = places.length - MOST_PLACES_SHOWN;
  throw new LedgerRefusedError(
    `the plan of ${plan.org} was not written: secret fields never enter the ledger, and it names ` +
      `${places.slice(0, MOST_PLACES_SHOWN).join(', ')}${more > 0 ? ` and ${more} more` : ''}; ` +
      'take them out of the templates (or the list that holds them): their live values are then left alone',
  );
}

/** What is kept of a snapshot. */
export function snapshotToKeep(snapshot: OrgSnapshot): OrgSnapshot {
  const resources = snapshot.resources.map((resource) => ({
    ...resource,
    body: withoutSecretFields(resource.body),
    ...(secretFieldsOf(resource.body).length === 0 ? {} : { secretsLeftOut: true as const }),
  }));
  return { ...snapshot, resources };
}

/** What is kept of bases: a path without a base is merged as one that nobody knows. */
export function basesToKeep(bases: OrgBases): OrgBases {
  return Object.fromEntries(
    Object.entries(bases).map(([key, base]) => [key, withoutSecretValues(base)]),
  );
}
