import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LedgerDamagedError } from './errors.js';
import { safeName } from './names.js';
import { LedgerUnavailableError } from './port.js';
import { tryGit } from './run-git.js';

const COMMIT = /^[0-9a-f]{40,64}$/;
const MOST_LOOKS = 3;

export interface SeenRef {
  readonly ledgerId: string;
  readonly ref: string;
  /** Its tip; null where the ref is not there. */
  readonly tip: string | null;
}

/**
 * Remembers the last seen tip of every ref, so that a forced update is found out. A ref has a folder, and a tip is an
 * empty file in it that is named by its commit. A file goes only when a remembered tip has that commit in its
 * history: processes that remember at the same time can at worst leave one too many, never one too few.
 */
export class TipMemory {
  readonly #folder: string;

  constructor(
    cacheDir: string,
    /** Git directory that has the refs and their objects. */
    private readonly repository: string,
    /** As messages name the ledger. */
    private readonly name: string,
  ) {
    this.#folder = join(cacheDir, 'ledger-tips');
  }

  /**
   * Compares a tip with what was seen before, and remembers it. `lookAgain` reads the ref anew: what another process
   * remembered meanwhile may be newer than this tip.
   * @throws LedgerDamagedError where a commit seen before is no longer in the ref's history
   */
  async check(seen: SeenRef, lookAgain: () => Promise<string | null>): Promise<void> {
    let { tip } = seen;
    for (let look = 1; ; look += 1) {
      const before = await this.#remembered(seen);
      const lost = await this.#lost(before, tip);
      if (lost === null) return this.#replace({ ...seen, tip }, before);
      if (look === MOST_LOOKS) throw new LedgerDamagedError(this.#damage(seen, tip, lost));
      tip = await lookAgain();
    }
  }

  /** Remembers a commit that was just made on top of a tip that had been checked. */
  async advance(seen: SeenRef, parent: string | null): Promise<void> {
    await this.#replace(seen, parent === null ? [] : [parent]);
  }

  /** What is wrong with refs that were seen before and are not among these; one sentence each. */
  async findVanished(ledgerId: string, present: ReadonlySet<string>): Promise<SeenLoss[]> {
    const root = join(this.#folder, safeName('ledger id', ledgerId));
    const files = await this.#list(root, true);
    const losses = new Map<string, SeenLoss>();
    for (const file of files) {
      const parts = file.split(/[\\/]/);
      const commit = parts.pop() ?? '';
      const ref = ['refs', ...parts].join('/');
      if (!COMMIT.test(commit) || present.has(ref)) continue;
      losses.set(ref, { ref, commit, what: this.#damage({ ledgerId, ref }, null, commit) });
    }
    return [...losses.values()];
  }

  /** A commit that the tip's history lacks. */
  async #lost(before: readonly string[], tip: string | null): Promise<string | null> {
    for (const commit of before) {
      if (commit !== tip && !(await this.#contains(tip, commit))) return commit;
    }
    return null;
  }

  async #contains(tip: string | null, commit: string): Promise<boolean> {
    if (tip === null) return false;
    const answer = await tryGit(this.repository, ['merge-base', '--is-ancestor', commit, tip]);
    return answer.exitCode === 0;
  }

  /** `before` is what the tip's history is known to have; others may have remembered more since. */
  async #replace(seen: SeenRef, before: readonly string[]): Promise<void> {
    const { tip } = seen;
    if (tip === null || (before.length === 1 && before[0] === tip)) return;
    const place = this.#place(seen);
    try {
      await mkdir(place, { recursive: true });
      await writeFile(join(place, tip), '');
    } catch (cause) {
      throw this.#unusable(cause);
    }
    for (const commit of before) {
      if (commit !== tip) await rm(join(place, commit), { force: true });
    }
  }

  async #remembered(seen: SeenRef): Promise<string[]> {
    return (await this.#list(this.#place(seen))).filter((name) => COMMIT.test(name));
  }

  async #list(folder: string, recursive = false): Promise<string[]> {
    try {
      return await readdir(folder, { recursive });
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
      throw this.#unusable(error);
    }
  }

  #unusable(cause: unknown): LedgerUnavailableError {
    const why = cause instanceof Error ? cause.message : String(cause);
    return new LedgerUnavailableError(
      `ledger ${this.name}: what was seen cannot be remembered in ${this.#folder} (${why}); ` +
        'ROLLCALL_CACHE_DIR has to be a writable folder',
      { cause },
    );
  }

  #place({ ledgerId, ref }: Omit<SeenRef, 'tip'>): string {
    const [, ...parts] = ref.split('/');
    return join(this.#folder, safeName('ledger id', ledgerId), ...parts);
  }

  #damage(seen: Omit<SeenRef, 'tip'>, tip: string | null, lost: string): string {
    const now = tip === null ? 'the ref is gone' : `it is at ${tip} now`;
    return (
      `${seen.ref} of ledger ${this.name} was rewritten: commit ${lost}, seen there before, is no longer in its ` +
      `history (${now}). Put it back: git --git-dir=LEDGER update-ref ${seen.ref} ${lost} where that commit still ` +
      `is, else from a backup or a clone. If the loss was meant, remove ${this.#place(seen)} on every worker`
    );
  }
}

export interface SeenLoss {
  readonly ref: string;
  readonly commit: string | null;
  readonly what: string;
}
