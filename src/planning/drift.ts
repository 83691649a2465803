import pMap from 'p-map';
import { driftOf, type DriftItem, type OrgDrift } from '../domain/drift.js';
import type { OrgNames } from '../domain/plan-groups-values.js';
import type { LiveResource } from '../domain/resource.js';
import { parseKey } from '../domain/resource-key.js';
import type { OrgBases } from '../ledger/port.js';
import { WireError, type CallOptions } from '../platforms/port.js';
import type { PlanningDeps } from './deps.js';
import type { Loaded } from './loaded.js';
import { namesOfRecords } from './names.js';
import { readResources } from './read-resources.js';
import { selectOrgs } from './selection.js';
import type { Selection } from './plan-fleet.js';
import { basesOfAll, PARALLEL_ORGS } from './survey.js';

/**
 * What differs in each selected org from what Rollcall last wrote, on the paths that it wrote. An org that does not
 * answer is a finding, not a failure. Reads only. Throws what is not about one org: the ledger out of reach,
 * cancellation, names that nobody has.
 */
export async function findDrift(
  deps: PlanningDeps,
  loaded: Loaded,
  selection: Selection,
  options: CallOptions,
): Promise<readonly OrgDrift[]> {
  const selected = selectOrgs(loaded, selection);
  const all = loaded.orgs.map(({ org }) => org);
  const bases = await basesOfAll(deps, loaded, all);
  const keyOfId = namesOfRecords(loaded, new Map(), bases);
  return pMap(
    selected,
    (org) => {
      const names = { group: loaded.groupName(org), keyOfId: (id: string) => keyOfId(org, id) };
      return driftOfOrg(loaded, org, bases.get(org) ?? {}, names, options);
    },
    { concurrency: PARALLEL_ORGS },
  );
}

async function driftOfOrg(
  loaded: Loaded,
  org: string,
  bases: OrgBases,
  names: OrgNames,
  options: CallOptions,
): Promise<OrgDrift> {
  if (Object.keys(bases).length === 0) return { org, state: 'neverAdopted' };
  try {
    const items = await readDrift(loaded, org, bases, names, options);
    return items.length === 0 ? { org, state: 'same' } : { org, state: 'drifted', items };
  } catch (error) {
    if (!(error instanceof WireError) || error.facts.kind === 'cancelled') throw error;
    return { org, state: 'unreachable', reason: error.message };
  }
}

async function readDrift(
  loaded: Loaded,
  org: string,
  bases: OrgBases,
  names: OrgNames,
  options: CallOptions,
): Promise<DriftItem[]> {
  const wanted = Object.entries(bases).flatMap(([key, base]) => {
    const kind = parseKey(key)?.kind;
    if (kind === undefined) return [];
    const tellsNews = (live: LiveResource): boolean =>
      driftOf({ org, key, base, live, names }).length > 0;
    return [{ key, kind, name: null, id: base.id, tellsNews, base }];
  });
  const reading = { client: loaded.client(org), options, oneByOne: false, goOn: () => {} };
  const found = await readResources(reading, wanted);
  return wanted.flatMap(({ key, base }) =>
    driftOf({ org, key, base, live: found.get(key) ?? null, names }),
  );
}
