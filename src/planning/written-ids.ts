import pMap from 'p-map';
import type { Ledger } from '../ledger/port.js';
import type { Loaded } from './loaded.js';
import { ownersOf } from './references.js';

export type IdOf = (key: string) => string | undefined;

const PARALLEL = 4;

/**
 * Ids of what a rollout wrote, by the keys that an org knows them by, its own and those of orgs that it builds on: as
 * their windows wrote them down when they were closed.
 */
export async function writtenIds(
  ledger: Pick<Ledger, 'readOutcome'>,
  loaded: Loaded,
  org: string,
  rolloutKey: string,
): Promise<IdOf> {
  const owners = [...new Set([org, ...ownersOf(loaded, org)])];
  const idsOf = async (owner: string): Promise<readonly (readonly [string, string])[]> => {
    const record = await ledger.readOutcome(loaded.address(owner), rolloutKey);
    return (record?.resources ?? []).flatMap(({ key, id }) =>
      id === undefined ? [] : [[`${owner} ${key}`, id] as const],
    );
  };
  const ids = new Map((await pMap(owners, idsOf, { concurrency: PARALLEL })).flat());
  return (key) => ids.get(`${loaded.ownerOf(org, key) ?? ''} ${key}`);
}
