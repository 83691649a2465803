import pMap from 'p-map';
import type { OrgBinding } from '../domain/release-model.js';
import { ResourceKind, type LiveResource } from '../domain/resource.js';
import type { Platforms } from '../platforms/port.js';

const PARALLEL_ORGS = 8;

/** Everything of every kind that the orgs have now, by logical id. */
export async function readLive(
  platforms: Platforms,
  orgs: readonly OrgBinding[],
): Promise<ReadonlyMap<string, readonly LiveResource[]>> {
  const read = async (org: OrgBinding): Promise<[string, readonly LiveResource[]]> => {
    const client = platforms.connect(org);
    const kinds = Object.values(ResourceKind).filter((kind) => client.declares(kind) !== null);
    return [org.org, (await Promise.all(kinds.map((kind) => client.list(kind)))).flat()];
  };
  return new Map(await pMap(orgs, read, { concurrency: PARALLEL_ORGS }));
}
