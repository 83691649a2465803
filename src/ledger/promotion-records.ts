import { createHash } from 'node:crypto';
import { decode, encode, placeName } from './document.js';
import { lastWriters } from './history.js';
import { promotionMessage } from './messages.js';
import { promotionsRef } from './names.js';
import type { NewPromotion, PromotionRecord, ReadPromotion } from './port.js';
import type { Repository } from './repository.js';
import { promotionSchema } from './schema.js';
import type { Signatures } from './signatures.js';

const HASH_LENGTH = 12;

const UNKNOWN = {
  requestedBy: null,
  change: null,
  approvals: [],
  planDigest: null,
  reportPlace: null,
  evidence: [],
  environmentFilesDigest: null,
};

/** Which releases passed in an environment: one file a promotion. */
export class PromotionRecords {
  constructor(
    private readonly repository: Repository,
    /** Null where every record is trusted. */
    private readonly signatures: Signatures | null,
  ) {}

  async writePromotion(promotion: NewPromotion): Promise<void> {
    const record = { ...UNKNOWN, ...promotion };
    const ref = promotionsRef(record.environment);
    const text = encode(promotionSchema, record, { ref, path: 'the promotion record' });
    const path = fileName(record, text);
    await this.repository.update({
      ref,
      look: { files: [path] },
      decide: ({ commit, files }) =>
        commit !== null && files.get(path) === text
          ? { already: commit }
          : { message: promotionMessage(record), files: [{ path, text }] },
    });
  }

  /** The oldest first. */
  async readPromotions(environment: string): Promise<readonly ReadPromotion[]> {
    const ref = promotionsRef(environment);
    const { commit, folders } = await this.repository.read(ref, { folders: [''] });
    if (commit === null) return [];
    const { files } = await this.repository.read(commit, { files: folders.get('')?.files ?? [] });
    const distrust = await this.#distrustOf(commit, [...files.keys()]);
    return [...files]
      .map(([path, text]) => {
        const record = decode(promotionSchema, text, { ref, path });
        // A commit that is signed for one environment must not speak for another.
        const why =
          record.environment === environment
            ? distrust.get(path)
            : `${placeName({ ref, path })} is a record of ${record.environment}`;
        return why ? { ...record, trusted: false, distrust: why } : { ...record, trusted: true };
      })
      .sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
  }

  /** Why each file is not to be trusted, by path: who wrote it counts, not who committed later. */
  async #distrustOf(
    tip: string,
    paths: readonly string[],
  ): Promise<ReadonlyMap<string, string | null>> {
    if (this.signatures === null) return new Map();
    const writers = await lastWriters(this.repository.path, tip);
    const known = paths.flatMap((path) => writers.get(path) ?? []);
    const distrust = await this.signatures.distrustOf(known);
    return new Map(
      paths.map((path) => {
        const writer = writers.get(path);
        return [path, writer === undefined ? 'no commit wrote it' : (distrust.get(writer) ?? null)];
      }),
    );
  }
}

// By time, so that the folder reads as a history; by content, so that no record hides another.
function fileName({ at }: PromotionRecord, text: string): string {
  const time = new Date(at).toISOString().replaceAll(/[:.]/g, '-');
  const hash = createHash('sha256').update(text).digest('hex').slice(0, HASH_LENGTH);
  return `${time}-${hash}.json`;
}
