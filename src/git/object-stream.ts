import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import type { Socket } from 'node:net';
import { ObjectAnswers, type GitObject } from './object-answers.js';
import { withoutCredentials } from './without-credentials.js';

/** A process costs many milliseconds to start and little to keep; none outlives its use by more than this. */
const IDLE_MS = 5_000;
const TIMEOUT_MS = 30_000;
const KEPT_WORDS = 4_096;

/** Git could not be asked for objects: no repository, no permission, damaged, no Git here. */
export class GitReadError extends Error {
  /** Null where Git did not end by itself. */
  readonly exitCode: number | null;
  /** What Git said. */
  readonly words: string;

  constructor(words: string, exitCode: number | null) {
    super(`git cat-file: ${words || 'no explanation'}`);
    this.name = 'GitReadError';
    this.words = words;
    this.exitCode = exitCode;
  }
}

interface Request {
  readonly names: readonly string[];
  readonly found: (GitObject | null)[];
  /** An answer that is neither an object nor "missing"; what follows it is read all the same. */
  strange: string | null;
  readonly timer: NodeJS.Timeout;
  readonly resolve: (found: readonly (GitObject | null)[]) => void;
  readonly reject: (error: GitReadError) => void;
}

/** One `git cat-file --batch` on a repository, asked again and again until it was idle for a while. */
export class ObjectStream {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #answers = new ObjectAnswers();
  readonly #waiting: Request[] = [];
  #words = '';
  #idle: NodeJS.Timeout | null = null;
  #over = false;

  /** @param identity of the repository that it was opened on */
  constructor(
    gitDir: string,
    readonly identity: string,
  ) {
    this.#child = spawn(
      'git',
      // An object is what its id says: a ref below refs/replace/ would put something else in its place.
      ['--no-replace-objects', `--git-dir=${gitDir}`, 'cat-file', '--batch'],
      // Neither Git nor SSH can ask for a password then, which nobody would answer.
      { detached: true, windowsHide: true },
    );
    this.#child.stdout.on('data', (chunk: Buffer) => this.#take(chunk));
    this.#child.stderr.on('data', (chunk: Buffer) => {
      this.#words = `${this.#words}${chunk.toString('utf8')}`.slice(-KEPT_WORDS);
    });
    // Git that ends early does not read its input; its exit code tells why.
    this.#child.stdin.on('error', () => undefined);
    this.#child.on('error', (error) => this.#end(error.message, null));
    this.#child.on('close', (code) =>
      this.#end(withoutCredentials(this.#words.trim()), code ?? null),
    );
    this.#hold(false);
  }

  /** Where it ended, another one has to be opened. */
  get isOver(): boolean {
    return this.#over;
  }

  /** Objects by name (`<ref>`, `<commit>:<path>`), in order; null where there is none. */
  read(names: readonly string[]): Promise<readonly (GitObject | null)[]> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.#giveUp(), TIMEOUT_MS);
      if (this.#idle !== null) clearTimeout(this.#idle);
      this.#waiting.push({ names, found: [], strange: null, timer, resolve, reject });
      this.#hold(true);
      this.#child.stdin.write(names.map((name) => `${name}\n`).join(''));
    });
  }

  /** Lets it end once what was asked is answered. */
  close(): void {
    this.#over = true;
    if (this.#idle !== null) clearTimeout(this.#idle);
    this.#child.stdin.end();
  }

  #take(chunk: Buffer): void {
    this.#answers.push(chunk);
    for (let request = this.#waiting[0]; request !== undefined; [request] = this.#waiting) {
      const answer = this.#answers.next();
      if (answer === null) return;
      if (typeof answer !== 'string') request.found.push(answer);
      else {
        if (answer !== `${request.names[request.found.length] ?? ''} missing`)
          request.strange ??= answer;
        request.found.push(null);
      }
      if (request.found.length === request.names.length) this.#settle(request);
    }
  }

  #settle({ found, strange, timer, resolve, reject }: Request): void {
    clearTimeout(timer);
    this.#waiting.shift();
    if (strange === null) resolve(found);
    else reject(new GitReadError(`answered "${strange}"`, null));
    if (this.#waiting.length > 0) return;
    this.#hold(false);
    this.#idle = setTimeout(() => this.close(), IDLE_MS).unref();
  }

  #giveUp(): void {
    this.#end(`stopped after ${TIMEOUT_MS} ms`, null);
    this.#child.kill('SIGKILL');
  }

  #end(words: string, exitCode: number | null): void {
    this.#over = true;
    for (const { timer, reject } of this.#waiting.splice(0)) {
      clearTimeout(timer);
      reject(new GitReadError(words, exitCode));
    }
  }

  /** Only what is asked and not yet answered keeps this process alive. */
  #hold(held: boolean): void {
    const { stdin, stdout, stderr } = this.#child;
    for (const one of [
      this.#child,
      stdin as Socket,
      stdout as unknown as Socket,
      stderr as unknown as Socket,
    ])
      if (held) one.ref();
      else one.unref();
  }
}
