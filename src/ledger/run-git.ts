import { execFile, type ExecFileException } from 'node:child_process';
import { withoutCredentials } from '../git/without-credentials.js';
import { LedgerUnavailableError } from './port.js';

const TIMEOUT_MS = 30_000;
const LARGEST_ANSWER_BYTES = 512 * 1024 * 1024;

// A snapshot that Git acknowledged must outlive a power cut; by default Git leaves loose objects to the cache.
const DURABLE = ['-c', 'core.fsync=objects,reference'];

// Neither Git nor SSH can ask for a password then, which nobody would answer.
const WITHOUT_TERMINAL = { detached: true };

export interface GitAnswer {
  readonly exitCode: number;
  readonly output: Buffer;
  /** What Git said on its error stream. */
  readonly words: string;
}

/** Runs Git on a repository and returns what it answered, whatever its exit code. */
export function tryGit(
  repository: string,
  args: readonly string[],
  input: Buffer | string = '',
  timeoutMs = TIMEOUT_MS,
): Promise<GitAnswer> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      'git',
      // A signed record is what was signed: a ref below refs/replace/ would put something else in its place.
      ['--no-replace-objects', `--git-dir=${repository}`, ...DURABLE, ...args],
      {
        ...WITHOUT_TERMINAL,
        encoding: 'buffer',
        timeout: timeoutMs,
        maxBuffer: LARGEST_ANSWER_BYTES,
      },
      (error, output, errorOutput) => {
        const words = withoutCredentials(errorOutput.toString('utf8').trim());
        if (error === null) resolve({ exitCode: 0, output, words });
        else if (typeof error.code === 'number') resolve({ exitCode: error.code, output, words });
        else reject(notRun(repository, args, error, { words, timeoutMs }));
      },
    );
    // Git that fails early does not read its input; its exit code tells why.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(input);
  });
}

/** Runs Git on a repository; anything but success means that the ledger cannot be used now. */
export async function runGit(
  repository: string,
  args: readonly string[],
  input?: Buffer | string,
): Promise<Buffer> {
  const answer = await tryGit(repository, args, input);
  if (answer.exitCode === 0) return answer.output;
  throw refused(repository, args, answer);
}

/** The error for an answer of Git that is a refusal. */
export function refused(
  repository: string,
  args: readonly string[],
  { exitCode, words }: GitAnswer,
): LedgerUnavailableError {
  return new LedgerUnavailableError(
    `ledger ${repository}: git ${commandOf(args)} failed (exit code ${exitCode}): ${words || 'no explanation'}`,
  );
}

function notRun(
  repository: string,
  args: readonly string[],
  error: ExecFileException,
  { words, timeoutMs }: { readonly words: string; readonly timeoutMs: number },
): LedgerUnavailableError {
  const cause = error.killed ? `stopped after ${timeoutMs} ms` : (error.code ?? error.signal);
  return new LedgerUnavailableError(
    `ledger ${repository}: git ${commandOf(args)} could not run: ${[cause, words].filter(Boolean).join(': ')}`,
  );
}

/** The command after Git's own options, each of which is `-c` and a value here. */
function commandOf(args: readonly string[]): string {
  let at = 0;
  while (args[at] === '-c') at += 2;
  return args[at] ?? '';
}
