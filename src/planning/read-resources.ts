import pMap from 'p-map';
import type { JsonObject } from '../domain/json.js';
import type { ResourceKind, LiveResource } from '../domain/resource.js';
import {
  WireError,
  type CallOptions,
  type OrgClient,
  type WireErrorKind,
} from '../platforms/port.js';

/** Resources of one kind read side by side; the org's client lets through fewer where little of its limit is left. */
const PARALLEL_READS = 8;

/** A resource that is looked for in an org. */
export interface Wanted {
  readonly key: string;
  readonly kind: ResourceKind;
  /** What it is looked for by where there is no id, or none by this id any more; null: by its id only. */
  readonly name: string | null;
  /** What it is to be, where that is known. */
  readonly like?: JsonObject;
  /** The id that Rollcall last knew it under; null where it knows none. */
  readonly id: string | null;
  /** False where a listed resource is nothing but what the ledger tells, too. */
  readonly tellsNews: (listed: LiveResource) => boolean;
}

/** How the resources of one org are read. */
export interface Reading {
  readonly client: OrgClient;
  readonly options: CallOptions;
  /** Every resource by a request of its own: what lists tell may be old, and they have no versions. */
  readonly oneByOne: boolean;
  /** Called before each request; throws where there is no more time. */
  readonly goOn: () => void;
}

/**
 * What an org has of the wanted resources, by key, in as few requests as may be. A kind's list is read where that
 * takes fewer requests than reading its resources one by one. A list is believed only where it tells of a resource
 * under the id that Rollcall knows, and nothing but what the ledger tells: whatever would be news (an edit, a first
 * contact, something gone or cut short) is read by itself. Resources from lists have no version.
 */
export async function readResources(
  reading: Reading,
  wanted: readonly Wanted[],
): Promise<Map<string, LiveResource>> {
  const byKind = new Map<ResourceKind, Wanted[]>();
  for (const one of wanted) byKind.set(one.kind, [...(byKind.get(one.kind) ?? []), one]);
  const found = await Promise.all(
    [...byKind].map(([kind, ofKind]) => readKind(reading, kind, ofKind)),
  );
  return new Map(found.flat());
}

type Found = readonly [string, LiveResource];

async function readKind(
  reading: Reading,
  kind: ResourceKind,
  wanted: readonly Wanted[],
): Promise<Found[]> {
  const list = await readList(reading, kind, wanted);
  const found = await pMap(
    wanted,
    async (one): Promise<Found[]> => {
      const live = believed(list, one) ?? (await readByItself(reading, list, one));
      return live === null ? [] : [[one.key, live]];
    },
    { concurrency: PARALLEL_READS },
  );
  return found.flat();
}

/** What is known of a kind's list. */
interface Listed {
  readonly byId: ReadonlyMap<string, LiveResource>;
  /** False where pages were left unread. */
  readonly isWhole: boolean;
}

const UNREAD: Listed = { byId: new Map(), isWhole: false };

/** Refusals of a list that say nothing about its resources: those can still be read one by one. */
const ABOUT_THE_LIST: ReadonlySet<WireErrorKind> = new Set<WireErrorKind>([
  'forbidden',
  'malformed',
  'notFound',
  'rejected',
]);

/** Reads pages while those that are left are fewer than the requests that reading the rest one by one takes. */
async function readList(
  { client, options, oneByOne, goOn }: Reading,
  kind: ResourceKind,
  wanted: readonly Wanted[],
): Promise<Listed> {
  const tellsNothing = client.declares(kind)?.lists !== 'bodies';
  if (oneByOne || tellsNothing || requestsFor(wanted) <= 1) return UNREAD;
  const byId = new Map<string, LiveResource>();
  try {
    goOn();
    for await (const { resources, pagesLeft } of client.pages(kind, options)) {
      for (const resource of resources) byId.set(resource.id, resource);
      if (pagesLeft === 0) return { byId, isWhole: true };
      if (pagesLeft >= requestsFor(missingIn(byId, wanted))) break;
      goOn();
    }
  } catch (error) {
    if (!(error instanceof WireError) || !ABOUT_THE_LIST.has(error.facts.kind)) throw error;
    return UNREAD;
  }
  return { byId, isWhole: false };
}

/** One by its id, two by its name: a list by name, and the resource. */
function requestsFor(wanted: readonly Wanted[]): number {
  return wanted.reduce((sum, { id }) => sum + (id === null ? 2 : 1), 0);
}

function missingIn(
  byId: ReadonlyMap<string, LiveResource>,
  wanted: readonly Wanted[],
): readonly Wanted[] {
  const names = new Set([...byId.values()].map(({ name }) => name));
  return wanted.filter(({ id, name }) =>
    id === null ? name === null || !names.has(name) : !byId.has(id),
  );
}

function believed({ byId }: Listed, { id, tellsNews }: Wanted): LiveResource | null {
  const listed = id === null ? undefined : byId.get(id);
  return listed !== undefined && !tellsNews(listed) ? listed : null;
}

async function readByItself(
  { client, options, goOn }: Reading,
  list: Listed,
  { kind, id, name, like }: Wanted,
): Promise<LiveResource | null> {
  goOn();
  const known = id === null ? null : await client.read(kind, id, options);
  if (known !== null || name === null) return known;
  const [namesake, ...others] = [...list.byId.values()].filter((one) => one.name === name);
  // Several of one name are an error, which the search by name tells.
  if (!list.isWhole || others.length > 0)
    return client.findByName(kind, name, like === undefined ? options : { ...options, like });
  return namesake === undefined ? null : client.read(kind, namesake.id, options);
}
