import type { Adjustment } from '../domain/adjustment.js';
import { decode, encode } from './document.js';
import { adjustmentMessage } from './messages.js';
import { orgRef, rolloutFile, ROLLOUTS_FOLDER } from './names.js';
import { mayBePruned, prunedBy, readPast } from './past-rollouts.js';
import type { Ledger, OrgAddress } from './port.js';
import type { RefState } from './ref-state.js';
import type { Repository } from './repository.js';
import { adjustmentsSchema } from './schema.js';

/** Weights that followed the agents, decision by decision: in the ref of the org, with its plan and snapshot. */
class AdjustmentRecords {
  constructor(private readonly repository: Repository) {}

  async read(address: OrgAddress, rolloutKey: string): Promise<readonly Adjustment[]> {
    const place = placeOf(address, rolloutKey);
    const { ref, path } = place;
    const look = { files: [path], folders: [ROLLOUTS_FOLDER] };
    return this.#of(await this.repository.read(ref, look), rolloutKey, place);
  }

  async add(address: OrgAddress, rolloutKey: string, adjustment: Adjustment): Promise<void> {
    const place = placeOf(address, rolloutKey);
    const { ref, path } = place;
    await this.repository.update({
      ref,
      look: { files: [path], folders: [ROLLOUTS_FOLDER] },
      decide: async (state) => {
        const before = await this.#of(state, rolloutKey, place);
        const { commit } = state;
        if (commit !== null && before.some(({ number }) => number === adjustment.number))
          return { already: commit };
        const text = encode(adjustmentsSchema, [...before, adjustment], place);
        const pruned = await prunedBy(this.repository, state, rolloutKey);
        const message = adjustmentMessage(address, rolloutKey, adjustment);
        return { message, files: [{ path, text }, ...pruned] };
      },
    });
  }

  async #of(
    state: RefState,
    rolloutKey: string,
    place: ReturnType<typeof placeOf>,
  ): Promise<readonly Adjustment[]> {
    const { commit, files } = state;
    const inTree = files.get(place.path);
    const past =
      inTree === undefined && commit !== null && mayBePruned(state, rolloutKey)
        ? await readPast(this.repository, commit, place.path)
        : null;
    const text = inTree ?? past;
    return text === null ? [] : decode(adjustmentsSchema, text, place);
  }
}

/** As the ledger's port has them. */
export function adjustmentMethods(
  repository: Repository,
): Pick<Ledger, 'writeAdjustment' | 'readAdjustments'> {
  const records = new AdjustmentRecords(repository);
  return {
    writeAdjustment: async (...args) => records.add(...args),
    readAdjustments: async (...args) => records.read(...args),
  };
}

function placeOf(
  address: OrgAddress,
  rolloutKey: string,
): { readonly ref: string; readonly path: string } {
  return { ref: orgRef(address), path: rolloutFile(rolloutKey, 'adjustments.json') };
}
