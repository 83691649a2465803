import { createHash } from 'node:crypto';
import { decode, encode } from './document.js';
import { promotionMessage } from './messages.js';
import { promotionsRef } from './names.js';
import type { NewPromotion, PromotionRecord } from './port.js';
import type { Repository } from './repository.js';
import { promotionSchema } from './schema.js';

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
  constructor(private readonly repository: Repository) {}

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
  async readPromotions(environment: string): Promise<readonly PromotionRecord[]> {
    const ref = promotionsRef(environment);
    const { commit, folders } = await this.repository.read(ref, { folders: [''] });
    if (commit === null) return [];
    const { files } = await this.repository.read(commit, { files: folders.get('')?.files ?? [] });
    return [...files]
      .map(([path, text]) => decode(promotionSchema, text, { ref, path }))
      .sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
  }
}

// By time, so that the folder reads as a history; by content, so that no record hides another.
function fileName({ at }: PromotionRecord, text: string): string {
  const time = new Date(at).toISOString().replaceAll(/[:.]/g, '-');
  const hash = createHash('sha256').update(text).digest('hex').slice(0, HASH_LENGTH);
  return `${time}-${hash}.json`;
}
