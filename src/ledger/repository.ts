import { setTimeout as sleep } from 'node:timers/promises';
import {
  commitFiles,
  makeCommit,
  moveRef,
  type Author,
  type Commit,
  type CommitOutcome,
  type FileChange,
} from './commit-files.js';
import { LedgerDamagedError } from './errors.js';
import { LEDGER_REF } from './names.js';
import { LedgerUnavailableError, type OutcomeListener } from './port.js';
import { readRef, type Look, type RefState } from './ref-state.js';
import { readTips, type RefTip } from './ref-tips.js';
import type { Remote } from './remote.js';
import type { Signer } from './signer.js';
import type { StaleLocks } from './stale-locks.js';
import type { SeenLoss, TipMemory } from './tip-memory.js';
import { Turns } from './turns.js';

const MOST_ATTEMPTS = 40;
const MOST_STANDSTILLS = 8;
const LONGEST_PAUSE_MS = 60;
/** Failed attempts between two looks at what Git may have left in the way. */
const LOCKS_EVERY = 10;

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

export interface RepositoryOptions {
  /** Bare Git repository on this machine: the ledger, or the mirror of one that is elsewhere. */
  readonly path: string;
  readonly author: Author;
  /** Where the ledger is, if elsewhere. */
  readonly remote?: Remote | null;
  /** Remembers what was seen, so that a forced update is found out. */
  readonly memory?: TipMemory | null;
  /** Signs every commit. */
  readonly signer?: Signer | null;
  readonly onOutcome?: OutcomeListener | undefined;
  /** What Git left behind on this machine. */
  readonly locks: StaleLocks;
}

/** The ledger's Git repository, read and written without a work tree. */
export class Repository {
  // Writers of one process queue for a ref, so that only those of other processes race.
  readonly #turns = new Turns();
  readonly path: string;
  /** How messages and places name the ledger. */
  readonly name: string;

  constructor(private readonly options: RepositoryOptions) {
    this.path = options.path;
    this.name = options.remote?.name ?? options.path;
  }

  /**
   * Looks at a ref or at a commit.
   * @throws LedgerDamagedError where the ref lost a commit that was seen before
   */
  async read(ref: string, look: Look): Promise<RefState> {
    if (!ref.startsWith('refs/')) return readRef(this.path, ref, look);
    let state = await this.#readNow(ref, look);
    const { ledgerId, commit: tip } = state;
    if (ledgerId !== null) {
      await this.options.memory?.check({ ledgerId, ref, tip }, async () => {
        state = await this.#readNow(ref, look);
        return state.commit;
      });
    }
    return state;
  }

  /** Brings a mirror up to date, for who reads it by other means than `read`. */
  async refresh(): Promise<void> {
    await this.options.remote?.refresh();
  }

  /**
   * What `read` does for one ref, for many that were read by other means.
   * @throws LedgerDamagedError where a ref lost a commit that was seen before
   */
  async checkTips(tips: readonly { ref: string; tip: string | null }[]): Promise<void> {
    const { memory } = this.options;
    const { ledgerId } = await readRef(this.path, LEDGER_REF, {});
    if (!memory || ledgerId === null) return;
    for (const { ref, tip } of tips)
      await memory.check({ ledgerId, ref, tip }, async () => (await this.#readNow(ref, {})).commit);
  }

  /** The refs below a prefix that ends with `/`. */
  async tips(prefix: string): Promise<readonly RefTip[]> {
    await this.options.remote?.refresh();
    return readTips(this.path, prefix);
  }

  /** What was seen before and is not in the ledger now: refs that lost commits, refs that are gone. */
  async losses(tips: readonly RefTip[]): Promise<readonly SeenLoss[]> {
    const { memory } = this.options;
    const { ledgerId } = await this.#readNow(LEDGER_REF, {});
    if (!memory || ledgerId === null) return [];
    const lost: SeenLoss[] = await memory.findVanished(
      ledgerId,
      new Set(tips.map(({ ref }) => ref)),
    );
    for (const { ref } of tips) {
      try {
        await this.read(ref, {});
      } catch (error) {
        if (!(error instanceof LedgerDamagedError)) throw error;
        lost.push({ ref, commit: null, what: error.message });
      }
    }
    return lost;
  }

  /** Reads, decides and commits by compare-and-swap. Returns the commit that holds the data. */
  update(update: Update): Promise<string> {
    return this.#turns.take(update.ref, () => this.#race(update));
  }

  async #readNow(ref: string, look: Look): Promise<RefState> {
    await this.options.remote?.refresh();
    return readRef(this.path, ref, look);
  }

  async #race({ ref, look, decide }: Update): Promise<string> {
    let words = '';
    let standstills = 0;
    let attempts = 0;
    while (attempts < MOST_ATTEMPTS && standstills < MOST_STANDSTILLS) {
      const state = await this.read(ref, look);
      const decision = await decide(state);
      if ('already' in decision) return decision.already;
      const { ledgerId, commit: parent } = state;
      const outcome = await this.#land({ ref, parent, ...decision });
      this.options.onOutcome?.(outcome.landed ? 'commit' : 'conflict');
      if (outcome.landed) {
        const { commit: tip } = outcome;
        if (ledgerId !== null) await this.options.memory?.advance({ ledgerId, ref, tip }, parent);
        return tip;
      }
      ({ words } = outcome);
      attempts += 1;
      if (outcome.standstill === true) standstills += 1;
      if (attempts % LOCKS_EVERY === 0) await this.options.locks.clear(this.path);
      await sleep(Math.random() * LONGEST_PAUSE_MS);
    }
    throw new LedgerUnavailableError(
      `ledger ${this.name}: ${ref} could not be moved in ${attempts} attempts: ${words}`,
    );
  }

  async #land(commit: Commit): Promise<CommitOutcome> {
    const { path } = this;
    const { author, remote, signer } = this.options;
    if (!remote && !signer) return commitFiles(path, author, commit);
    const unsigned = await makeCommit(path, author, commit);
    const made = signer ? await signer.sign(path, author, { ...commit, unsigned }) : unsigned;
    return remote ? remote.push(commit, made) : moveRef(path, commit, made);
  }
}
