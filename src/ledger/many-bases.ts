import { decode } from './document.js';
import { readObjects } from './git-objects.js';
import { BASES_FILE, LEDGER_REF, orgRef } from './names.js';
import type { OrgAddress, OrgBases } from './port.js';
import { notALedger } from './ref-state.js';
import type { Repository } from './repository.js';
import { orgBasesSchema } from './schema.js';

/** Bases of so many orgs are held at once, as text, beside what is returned. */
const AT_ONCE = 50;

/** Bases of many orgs in their order, by one process for every 50: starting one for each org is what takes the time. */
export async function readManyBases(
  repository: Repository,
  addresses: readonly OrgAddress[],
): Promise<OrgBases[]> {
  await repository.refresh();
  const found: OrgBases[] = [];
  for (let from = 0; from < addresses.length; from += AT_ONCE) {
    const places = addresses
      .slice(from, from + AT_ONCE)
      .map((address) => ({ ref: orgRef(address), path: BASES_FILE }));
    const names = places.map(({ ref, path }) => `${ref}:${path}`);
    const refs = places.map(({ ref }) => ref);
    const [ledger, ...objects] = await readObjects(repository.path, [
      LEDGER_REF,
      ...refs,
      ...names,
    ]);
    if (!ledger) throw notALedger(repository.name);
    const files = objects.slice(refs.length);
    await repository.checkTips(refs.map((ref, at) => ({ ref, tip: objects[at]?.id ?? null })));
    places.forEach((place, at) => {
      const file = files[at];
      // First contact with an org is no failure: it has no bases, and the plan says so.
      found.push(file ? decode(orgBasesSchema, file.content.toString('utf8'), place) : {});
    });
  }
  return found;
}
