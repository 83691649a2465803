import type { OrgBases } from '../ledger/port.js';
import type { OrgPlan } from '../domain/org-plan.js';
import type { Loaded } from './loaded.js';
import { ownersOf } from './references.js';
import type { SurveyedOrg } from './survey.js';

/** The key behind a platform id, as one org means it: its own resources, and those of others that it refers to. */
export type KeyOfId = (org: string, id: string) => string | undefined;

/** Keys by id, of orgs that were just read. */
export function namesOfLive(loaded: Loaded, surveyed: ReadonlyMap<string, SurveyedOrg>): KeyOfId {
  return keyOfId(loaded, (org) =>
    [...(surveyed.get(org)?.live ?? [])].map(([key, { id }]) => ({ id, key })),
  );
}

/** Keys by id, of orgs as the ledger knows them. */
export function namesOfRecords(
  loaded: Loaded,
  plans: ReadonlyMap<string, OrgPlan>,
  bases: ReadonlyMap<string, OrgBases>,
): KeyOfId {
  return keyOfId(loaded, (org) => [
    ...Object.entries(bases.get(org) ?? {}).map(([key, { id }]) => ({ id, key })),
    ...(plans.get(org)?.resources ?? []).flatMap(({ id, key }) => (id === null ? [] : { id, key })),
  ]);
}

function keyOfId(
  loaded: Loaded,
  pairsOf: (org: string) => readonly { readonly id: string; readonly key: string }[],
): KeyOfId {
  const own = new Map<string, ReadonlyMap<string, string>>();
  const keysOf = (org: string): ReadonlyMap<string, string> => {
    const known = own.get(org);
    if (known !== undefined) return known;
    const keys = new Map(pairsOf(org).map(({ id, key }) => [id, key]));
    own.set(org, keys);
    return keys;
  };
  const owners = new Map<string, readonly string[]>();
  return (org, id) => {
    const others = owners.get(org) ?? [...new Set(ownersOf(loaded, org))];
    owners.set(org, others);
    return [org, ...others]
      .map((holder) => keysOf(holder).get(id))
      .find((key) => key !== undefined);
  };
}
