import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Commit, CommitOutcome } from './commit-files.js';
import { LedgerUnavailableError } from './port.js';
import { readTips } from './ref-tips.js';
import { withoutCredentials } from '../git/without-credentials.js';
import { refused, runGit, tryGit } from './run-git.js';
import type { StaleLocks } from './stale-locks.js';

const NETWORK_TIMEOUT_MS = 120_000;
const MOST_ATTEMPTS = 5;
const LONGEST_PAUSE_MS = 100;
const NAME_DIGITS = 16;
const ALL_REFS = '+refs/rollcall/*:refs/rollcall/*';

/** True for what Git takes as a URL, or as `user@host:path`. */
export function isRemote(repository: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(repository) || /^[\w.-]+@[\w.-]+:/.test(repository);
}

/** Where the mirror of a remote ledger is. */
export function mirrorPath(url: string, cacheDir: string): string {
  const name = createHash('sha256').update(url).digest('hex').slice(0, NAME_DIGITS);
  return join(resolve(cacheDir), 'ledger-mirrors', `${name}.git`);
}

/** A ledger that is elsewhere, with a bare mirror of it on this machine. Nothing is ever only in the mirror. */
export class Remote {
  /** The URL without credentials. */
  readonly name: string;
  #running: Promise<void> | null = null;
  #next: Promise<void> | null = null;

  constructor(
    private readonly url: string,
    private readonly mirror: string,
    private readonly locks: StaleLocks,
  ) {
    this.name = withoutCredentials(url);
  }

  /**
   * Brings the mirror up to date with how the remote is at the time of the call or later. Calls at the same time share
   * a fetch, but never one that had begun before them: it may have missed what they already know of.
   * @throws LedgerUnavailableError
   */
  refresh(): Promise<void> {
    if (this.#running === null) return this.#start();
    this.#next ??= this.#running
      .catch(() => undefined)
      .then(() => {
        this.#next = null;
        return this.#start();
      });
    return this.#next;
  }

  /** Moves a ref of the remote to a commit of the mirror, only if the ref still is where the commit was decided on. */
  async push(
    { ref, parent }: Pick<Commit, 'ref' | 'parent'>,
    commit: string,
  ): Promise<CommitOutcome> {
    const lease = `--force-with-lease=${ref}:${parent ?? ''}`;
    const args = ['push', '--quiet', '--no-verify', lease, this.url, `${commit}:${ref}`];
    const { exitCode, words } = await tryGit(this.mirror, args, '', NETWORK_TIMEOUT_MS);
    if (exitCode === 0) return { landed: true, commit };
    // Git says why in the language of the machine. How the remote is now says the same, and also whether the answer
    // was lost on the way back.
    await this.refresh();
    const tips = await readTips(this.mirror, ref);
    const tip = tips.find((candidate) => candidate.ref === ref)?.commit ?? null;
    if (tip === commit) return { landed: true, commit };
    return { landed: false, words, standstill: tip === parent };
  }

  #start(): Promise<void> {
    const running = this.#fetch().finally(() => {
      if (this.#running === running) this.#running = null;
    });
    this.#running = running;
    return running;
  }

  async #fetch(): Promise<void> {
    await makeMirror(this.mirror);
    const args = ['fetch', '--quiet', '--prune', '--no-tags', '--no-write-fetch-head', this.url];
    for (let attempt = 1; ; attempt += 1) {
      const answer = await tryGit(this.mirror, [...args, ALL_REFS], '', NETWORK_TIMEOUT_MS);
      if (answer.exitCode === 0) return;
      // Another process that fetches into the same mirror holds its locks for a moment.
      if (attempt === MOST_ATTEMPTS) throw refused(this.name, args, answer);
      // One that was killed holds them for ever.
      await this.locks.clear(this.mirror);
      await sleep(Math.random() * LONGEST_PAUSE_MS);
    }
  }
}

/** Makes it beside its place and moves it there, so that nobody meets half a repository. */
async function makeMirror(mirror: string): Promise<void> {
  if (existsSync(mirror)) return;
  const partial = `${mirror}.${randomUUID()}`;
  await mkdir(partial, { recursive: true });
  try {
    await runGit(partial, ['init', '--bare', '--quiet', '--template=', '--initial-branch=main']);
    await rename(partial, mirror);
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    // Another process may have been faster.
    if (existsSync(mirror)) return;
    throw error instanceof LedgerUnavailableError
      ? error
      : new LedgerUnavailableError(`no mirror of the ledger could be made at ${mirror}`, {
          cause: error,
        });
  }
}
