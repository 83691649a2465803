import pMap from 'p-map';
import type { OrgBinding } from '../domain/release-model.js';
import { ResourceKind, type LiveResource } from '../domain/resource.js';
import type { Platforms } from '../platforms/port.js';

const PARALLEL_ORGS = 8;

/** A resource that is there and that no template can be made of. */
export interface Unread {
  /** Logical id. */
  readonly org: string;
  readonly kind: ResourceKind;
  readonly name: string;
  readonly reason: string;
}

export interface Live {
  /** Everything of every kind that the orgs have now, by logical id. */
  readonly byOrg: ReadonlyMap<string, readonly LiveResource[]>;
  readonly unread: readonly Unread[];
}

/** Reads what orgs have now, eight of them at once. */
export async function readLive(platforms: Platforms, orgs: readonly OrgBinding[]): Promise<Live> {
  const unread: Unread[] = [];
  const read = async (binding: OrgBinding): Promise<[string, readonly LiveResource[]]> => {
    const { org } = binding;
    const client = platforms.connect(binding);
    const kinds = Object.values(ResourceKind).filter((kind) => client.declares(kind) !== null);
    const lists = kinds.map((kind) =>
      client.list(kind, {
        onUnreadable: (name, reason) => unread.push({ org, kind, name, reason }),
      }),
    );
    return [org, (await Promise.all(lists)).flat()];
  };
  const byOrg = new Map(await pMap(orgs, read, { concurrency: PARALLEL_ORGS }));
  return { byOrg, unread };
}
