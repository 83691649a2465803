import { randomUUID } from 'node:crypto';
import { refused, runGit, tryGit } from './run-git.js';

export interface Author {
  readonly name: string;
  readonly email: string;
}

/** A file to write, or (with null) a file or folder to remove. */
export interface FileChange {
  readonly path: string;
  readonly text: string | null;
}

export interface Commit {
  readonly ref: string;
  /** The tip that the commit was decided on; null where the ref must not exist yet. */
  readonly parent: string | null;
  readonly message: string;
  readonly files: readonly FileChange[];
}

export type CommitOutcome =
  | { readonly landed: true; readonly commit: string }
  | {
      readonly landed: false;
      readonly words: string;
      /** True where nobody else moved the ref either: something else is in the way. */
      readonly standstill?: boolean;
    };

// fast-import ends with 1 when it could not move a ref, and with 128 when anything else went wrong.
const REF_NOT_MOVED = 1;

const SHA1_DIGITS = 40;

/**
 * Writes one commit and moves the ref to it, only if the ref still is at the parent: fast-import moves
 * no ref to a commit that does not contain its tip. One process, against six for the plumbing commands.
 */
export async function commitFiles(
  repository: string,
  author: Author,
  commit: Commit,
): Promise<CommitOutcome> {
  const args = ['fast-import', '--quiet'];
  const answer = await tryGit(repository, args, streamOf(author, commit));
  if (answer.exitCode === 0) return { landed: true, commit: answer.output.toString('utf8').trim() };
  if (answer.exitCode === REF_NOT_MOVED) return { landed: false, words: answer.words };
  throw refused(repository, args, answer);
}

/**
 * Makes the same commit without moving its ref, for one that is yet to be signed or pushed. Returns its id. Until a
 * ref has it, only Git's grace period for loose objects keeps it.
 */
export async function makeCommit(
  repository: string,
  author: Author,
  commit: Commit,
): Promise<string> {
  const ref = `refs/rollcall-making/${randomUUID()}`;
  // A branch that ends at the null id is never written.
  const forget = `reset ${ref}\nfrom ${noCommit(commit.parent)}\n`;
  const stream = `${streamOf(author, { ...commit, ref })}${forget}`;
  const answer = await runGit(repository, ['fast-import', '--quiet'], stream);
  return answer.toString('utf8').trim();
}

/** Moves a ref of a repository on this machine, only if it still is where it was. */
export async function moveRef(
  repository: string,
  { ref, parent }: Pick<Commit, 'ref' | 'parent'>,
  commit: string,
): Promise<CommitOutcome> {
  const args = ['update-ref', ref, commit, parent ?? noCommit(commit)];
  const answer = await tryGit(repository, args);
  return answer.exitCode === 0 ? { landed: true, commit } : { landed: false, words: answer.words };
}

/** The id that stands for "no commit", as long as the repository's ids are. */
function noCommit(like: string | null): string {
  return '0'.repeat(like?.length ?? SHA1_DIGITS);
}

function streamOf(author: Author, { ref, parent, message, files }: Commit): string {
  const seconds = Math.floor(Date.now() / 1000);
  return [
    `commit ${ref}\nmark :1\n`,
    `committer ${identity(author.name)} <${identity(author.email)}> ${seconds} +0000\n`,
    data(`${message.replaceAll('\0', '').trim()}\n`),
    parent === null ? '' : `from ${parent}\n`,
    ...files.map(({ path, text }) =>
      text === null ? `D ${path}\n` : `M 100644 inline ${path}\n${data(text)}`,
    ),
    // Prints the commit's id; it counts only if the ref then moves.
    'get-mark :1\n',
  ].join('');
}

function data(text: string): string {
  return `data ${Buffer.byteLength(text)}\n${text}\n`;
}

function identity(text: string): string {
  return text.replaceAll(/[<>\p{Cc}]/gu, ' ').trim();
}
