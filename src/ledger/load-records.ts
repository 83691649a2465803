import { decode, encode, placeName } from './document.js';
import { loadRecordSchema } from './load-schema.js';
import { LOAD_FILE, rolloutRef } from './names.js';
import type { LoadRecord } from './port.js';
import type { Repository } from './repository.js';

/** The synthetic load of a rollout: what was called, and what came of it. */
export class LoadRecords {
  constructor(private readonly repository: Repository) {}

  async writeLoad(rolloutKey: string, record: LoadRecord): Promise<string> {
    const place = { ref: rolloutRef(rolloutKey), path: LOAD_FILE };
    const text = encode(loadRecordSchema, record, place);
    const state = record.verdict?.label ?? 'not judged';
    await this.repository.update({
      ref: place.ref,
      look: { files: [place.path] },
      decide: ({ commit, files }) =>
        commit !== null && files.get(place.path) === text
          ? { already: commit }
          : { message: `Synthetic load: ${state}`, files: [{ path: place.path, text }] },
    });
    return `${this.repository.name}:${placeName(place)}`;
  }

  async readLoad(rolloutKey: string): Promise<LoadRecord | null> {
    const place = { ref: rolloutRef(rolloutKey), path: LOAD_FILE };
    const { files } = await this.repository.read(place.ref, { files: [place.path] });
    const text = files.get(place.path);
    return text === undefined ? null : decode(loadRecordSchema, text, place);
  }
}
