import { setTimeout as sleep } from 'node:timers/promises';
import { commitFiles, type Author, type FileChange } from './commit-files.js';
import { LedgerUnavailableError } from './port.js';
import { readRef, type Look, type RefState } from './ref-state.js';
import { readTips, type RefTip } from './ref-tips.js';
import { Turns } from './turns.js';

const MOST_ATTEMPTS = 40;
const LONGEST_PAUSE_MS = 60;

/** What a writer decides on what it sees: nothing to do (and which commit says so), or a commit. */
export type Decision =
  | { readonly already: string }
  | { readonly message: string; readonly files: readonly FileChange[] };

export type { RefTip } from './ref-tips.js';

export interface Update {
  readonly ref: string;
  readonly look: Look;
  /** Called again on what is there then when another writer came first. */
  readonly decide: (state: RefState) => Decision | Promise<Decision>;
}

/** A bare Git repository, read and written without a work tree. */
export class Repository {
  // Writers of one process queue for a ref, so that only those of other processes race.
  readonly #turns = new Turns();

  constructor(
    readonly path: string,
    private readonly author: Author,
  ) {}

  /** How messages and places name the ledger. */
  get name(): string {
    return this.path;
  }

  /** The refs below a prefix that ends with `/`. */
  async tips(prefix: string): Promise<readonly RefTip[]> {
    return readTips(this.path, prefix);
  }

  /** Looks at a ref or at a commit. */
  read(ref: string, look: Look): Promise<RefState> {
    return readRef(this.path, ref, look);
  }

  /** Reads, decides and commits by compare-and-swap. Returns the commit that holds the data. */
  update(update: Update): Promise<string> {
    return this.#turns.take(update.ref, () => this.#race(update));
  }

  async #race({ ref, look, decide }: Update): Promise<string> {
    let words = '';
    for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt += 1) {
      const state = await this.read(ref, look);
      const decision = await decide(state);
      if ('already' in decision) return decision.already;
      const outcome = await commitFiles(this.path, this.author, {
        ref,
        parent: state.commit,
        ...decision,
      });
      if (outcome.landed) return outcome.commit;
      ({ words } = outcome);
      await sleep(Math.random() * LONGEST_PAUSE_MS);
    }
    throw new LedgerUnavailableError(
      `ledger ${this.path}: ${ref} could not be moved in ${MOST_ATTEMPTS} attempts: ${words}`,
    );
  }
}
