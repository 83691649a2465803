import { execFile } from 'node:child_process';
import type { ExecFileException } from 'node:child_process';

import { GitReadError, readObjects, type GitObject } from '../git/read-objects.js';
import { withoutCredentials } from '../git/without-credentials.js';

const maximumOutputBytes = 96 * 1024 * 1024;

/** Git could not do what was asked: unreachable, no permission, damaged, no Git here. */
export class GitError extends Error {
  readonly exitCode: number | null;

  constructor(message: string, exitCode: number | null) {
    super(message);
    this.name = 'GitError';
    this.exitCode = exitCode;
  }
}

/** One file of a commit's tree. */
export interface TreeEntry {
  readonly path: string;
  readonly objectId: string;
  readonly bytes: number;
  /** False for symbolic links and submodules. */
  readonly regular: boolean;
}

/** One tag of a commit. */
export interface TagEntry {
  readonly name: string;
  /** The tag object's id; the commit's for a tag that is only a name. */
  readonly objectId: string;
  readonly annotated: boolean;
  /** The name within an annotated tag, which is what a signature covers; empty for other tags. */
  readonly ownName: string;
}

interface GitOptions {
  readonly timeoutMs?: number;
}

/** Runs `git` without a shell and returns its output. */
export async function git(args: readonly string[], options: GitOptions = {}): Promise<Buffer> {
  return (await run(args, options)).stdout;
}

async function run(
  args: readonly string[],
  options: GitOptions = {},
): Promise<{ stdout: Buffer; stderr: string }> {
  return await new Promise((resolve, reject) => {
    const child = execFile(
      'git',
      // A commit is what its id says: a ref below refs/replace/ would put something else in its place.
      ['--no-replace-objects', ...args],
      {
        encoding: 'buffer',
        maxBuffer: maximumOutputBytes,
        timeout: options.timeoutMs ?? 60_000,
        windowsHide: true,
      },
      (error, stdout, stderr) => {
        if (!error) return resolve({ stdout, stderr: stderr.toString('utf8') });
        reject(failureOf(error, args, stderr.toString('utf8')));
      },
    );
    // Git that ends early closes the pipe; its exit code says more than the pipe does.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end();
  });
}

function failureOf(error: ExecFileException, args: readonly string[], stderr: string): GitError {
  const said = stderr.trim() || error.message;
  const exitCode = typeof error.code === 'number' ? error.code : null;
  const command = args.find((arg, at) => !arg.startsWith('-') && args[at - 1] !== '-c') ?? '';
  return new GitError(withoutCredentials(`git ${command}: ${said}`), exitCode);
}

/** Reads commits of one repository. Needs no work tree and makes no checkout. */
export class GitReader {
  constructor(private readonly gitDir: string) {}

  /** The commit that a ref names; null where there is none. */
  async commitOf(ref: string): Promise<string | null> {
    if (ref === '' || ref.startsWith('-') || /[\0\n]/.test(ref)) return null;
    try {
      const [object] = await this.read([`${ref}^{commit}`]);
      return object?.id ?? null;
    } catch (error) {
      // A few digits that several objects begin with name none of them.
      if (error instanceof GitError && error.message.endsWith(' ambiguous"')) return null;
      throw error;
    }
  }

  /** True where the commit is the other one or lies behind it. */
  async isAncestor(commit: string, of: string): Promise<boolean> {
    try {
      await this.run(['merge-base', '--is-ancestor', commit, of]);
      return true;
    } catch (error) {
      if (error instanceof GitError && error.exitCode === 1) return false;
      throw error;
    }
  }

  /** Tags of a commit, by name. */
  async tagsAt(commit: string): Promise<TagEntry[]> {
    const format = '--format=%(refname:lstrip=2)%00%(objecttype)%00%(objectname)%00%(tag)';
    const output = await this.run(['for-each-ref', format, `--points-at=${commit}`, 'refs/tags']);
    return output
      .toString('utf8')
      .split('\n')
      .filter(Boolean)
      .map((line) => {
        const [name = '', type, objectId = '', ownName = ''] = line.split('\0');
        return { name, objectId, annotated: type === 'tag', ownName };
      });
  }

  /** The text of an annotated tag, with its signature. */
  async tagText(objectId: string): Promise<string> {
    const [object] = await this.read([objectId]);
    if (object?.type !== 'tag') throw new GitError(`git cat-file: ${objectId} is no tag`, null);
    return object.content.toString('utf8');
  }

  /**
   * The principal of an annotated tag's SSH signature, by a file of allowed signers; null where the signature is
   * wrong or by nobody in that file.
   */
  async verifyTag(objectId: string, allowedSignersFile: string): Promise<string | null> {
    const signers = `gpg.ssh.allowedSignersFile=${allowedSignersFile}`;
    // A repository may be configured to run another program.
    const settings = ['-c', signers, '-c', 'gpg.ssh.program=ssh-keygen'];
    try {
      const said = await run([...settings, `--git-dir=${this.gitDir}`, 'verify-tag', objectId]);
      return /^Good "git" signature for (\S+) with /m.exec(said.stderr)?.[1] ?? null;
    } catch (error) {
      const isVerdict = error instanceof GitError && error.exitCode === 1;
      if (!isVerdict || error.message.includes('cannot run')) throw error;
      return null;
    }
  }

  /** Short names of branches and tags. */
  async refs(): Promise<string[]> {
    const places = ['refs/heads', 'refs/tags', 'refs/remotes'];
    const output = await this.run(['for-each-ref', '--format=%(refname:short)', ...places]);
    return output.toString('utf8').split('\n').filter(Boolean);
  }

  /** Files of a commit below a folder (empty: all), with paths below it. */
  async list(commit: string, folder: string): Promise<TreeEntry[]> {
    const below = folder === '' ? [] : ['--', `${folder}/`];
    const output = await this.run(['ls-tree', '-r', '-z', '-l', '--full-tree', commit, ...below]);
    const prefix = folder === '' ? 0 : folder.length + 1;
    return output
      .toString('utf8')
      .split('\0')
      .flatMap((line) => {
        const entry = /^(\d+) (\w+) ([0-9a-f]+) +(\d+|-)\t(.+)$/s.exec(line);
        if (!entry) return [];
        const [, mode = '', , objectId = '', size, path = ''] = entry;
        const regular = mode.startsWith('100');
        return [{ path: path.slice(prefix), objectId, bytes: Number(size) || 0, regular }];
      });
  }

  /** Contents of files by their objects' ids, in the order asked for. */
  async contents(objectIds: readonly string[]): Promise<Buffer[]> {
    const objects = await this.read(objectIds);
    return objectIds.map((objectId, at) => {
      const object = objects[at];
      if (object?.id !== objectId || object.type !== 'blob')
        throw new GitError(`git cat-file: object ${objectId} is missing`, null);
      return object.content;
    });
  }

  private async read(names: readonly string[]): Promise<readonly (GitObject | null)[]> {
    try {
      return await readObjects(this.gitDir, names);
    } catch (error) {
      if (error instanceof GitReadError) throw new GitError(error.message, error.exitCode);
      throw error;
    }
  }

  private async run(args: readonly string[]): Promise<Buffer> {
    return await git([`--git-dir=${this.gitDir}`, ...args]);
  }
}
