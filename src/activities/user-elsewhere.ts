import pMap from 'p-map';
import type { Json } from '../domain/json.js';
import type { RenderedResource } from '../domain/release-model.js';
import { find } from '../planning/survey.js';
import { isFinal, WireError } from '../platforms/port.js';
import type { OrgWork } from './org-work.js';

const PARALLEL = 8;

/**
 * Another org whose resources name one of this org's, or that refuses to be read and so may: its callers would reach
 * nothing, were that one switched off. Null where there is none.
 */
export async function userElsewhere(
  work: OrgWork,
  key: string,
  id: string,
): Promise<string | null> {
  const suspects = suspectsOf(work, key);
  const addresses = suspects.map(({ org }) => work.loaded.address(org));
  const bases = await work.deps.ledger.readManyBases(addresses);
  const asKnown = suspects.map((one, at) => ({
    ...one,
    id: bases[at]?.[one.resource.key]?.id ?? null,
  }));
  const users = await pMap(
    asKnown,
    async (one) => ((await mayName(work, one, id)) ? [one.org] : []),
    { concurrency: PARALLEL },
  );
  return users.flat()[0] ?? null;
}

interface Suspect {
  readonly org: string;
  readonly resource: RenderedResource;
}

/** Resources of other orgs whose templates name it. */
function suspectsOf({ loaded, plan }: OrgWork, key: string): Suspect[] {
  const others = loaded.orgs.map(({ org }) => org).filter((org) => org !== plan.org);
  return others.flatMap((org) =>
    loaded.render(org).flatMap((resource) => {
      const isNamed = resource.references.includes(key) && loaded.ownerOf(org, key) === plan.org;
      return isNamed ? [{ org, resource }] : [];
    }),
  );
}

async function mayName(
  { loaded, options }: OrgWork,
  { org, resource, id: known }: Suspect & { readonly id: string | null },
  id: string,
): Promise<boolean> {
  try {
    const live = await find(loaded.client(org), resource, known, options);
    return names(live?.body ?? null, id);
  } catch (error) {
    if (!(error instanceof WireError) || !isFinal(error)) throw error;
    return true;
  }
}

/** True where an id is a value anywhere in a body. */
export function names(value: Json, id: string): boolean {
  return JSON.stringify(value).includes(JSON.stringify(id));
}
