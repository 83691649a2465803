import { decode } from './document.js';
import { readObjects } from './git-objects.js';
import { BASES_FILE, LEDGER_REF, orgRef } from './names.js';
import type { OrgAddress, OrgBases } from './port.js';
import { notALedger } from './ref-state.js';
import { orgBasesSchema } from './schema.js';

/** Bases of so many orgs are held at once, as text, beside what is returned. */
const AT_ONCE = 50;

/** Bases of many orgs in their order, by one process for every 50: starting one for each org is what takes the time. */
export async function readManyBases(
  repository: string,
  addresses: readonly OrgAddress[],
): Promise<OrgBases[]> {
  const found: OrgBases[] = [];
  for (let from = 0; from < addresses.length; from += AT_ONCE) {
    const places = addresses
      .slice(from, from + AT_ONCE)
      .map((address) => ({ ref: orgRef(address), path: BASES_FILE }));
    const names = places.map(({ ref, path }) => `${ref}:${path}`);
    const [ledger, ...files] = await readObjects(repository, [LEDGER_REF, ...names]);
    if (!ledger) throw notALedger(repository);
    places.forEach((place, at) => {
      const file = files[at];
      // First contact with an org is no failure: it has no bases, and the plan says so.
      found.push(file ? decode(orgBasesSchema, file.content.toString('utf8'), place) : {});
    });
  }
  return found;
}
