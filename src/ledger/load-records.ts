import { decode, encode, placeName } from './document.js';
import { loadRecordSchema } from './load-schema.js';
import { LOAD_FILE, rolloutRef } from './names.js';
import type { Ledger } from './port.js';
import type { Repository } from './repository.js';

/** The synthetic load of a rollout: what was called, and what came of it. */
export function loadCalls(repository: Repository): Pick<Ledger, 'writeLoad' | 'readLoad'> {
  return {
    writeLoad: async (rolloutKey, record) => {
      const place = { ref: rolloutRef(rolloutKey), path: LOAD_FILE };
      const text = encode(loadRecordSchema, record, place);
      const state = record.verdict?.label ?? 'not judged';
      await repository.update({
        ref: place.ref,
        look: { files: [place.path] },
        decide: ({ commit, files }) =>
          commit !== null && files.get(place.path) === text
            ? { already: commit }
            : { message: `Synthetic load: ${state}`, files: [{ path: place.path, text }] },
      });
      return `${repository.name}:${placeName(place)}`;
    },
    readLoad: async (rolloutKey) => {
      const place = { ref: rolloutRef(rolloutKey), path: LOAD_FILE };
      const { files } = await repository.read(place.ref, { files: [place.path] });
      const text = files.get(place.path);
      return text === undefined ? null : decode(loadRecordSchema, text, place);
    },
  };
}
