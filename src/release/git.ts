import { execFile } from 'node:child_process';

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

/** Takes user and password out of URLs, which Git repeats in its messages. */
export function withoutCredentials(text: string): string {
  return text.replace(/(\w+:\/\/)[^/@\s]+@/g, '$1');
}

/** Runs `git` without a shell and returns its output. */
export async function git(
  args: readonly string[],
  options: { readonly input?: string; readonly timeoutMs?: number } = {},
): Promise<Buffer> {
  return await new Promise((resolve, reject) => {
    const child = execFile(
      'git',
      [...args],
      {
        encoding: 'buffer',
        maxBuffer: maximumOutputBytes,
        timeout: options.timeoutMs ?? 60_000,
        windowsHide: true,
      },
      (error, stdout, stderr) => {
        if (!error) return resolve(stdout);
        const said = stderr.toString('utf8').trim() || error.message;
        const exitCode = typeof error.code === 'number' ? error.code : null;
        reject(
          new GitError(
            withoutCredentials(`git ${args.find((arg) => !arg.startsWith('-')) ?? ''}: ${said}`),
            exitCode,
          ),
        );
      },
    );
    // Git that ends early closes the pipe; its exit code says more than the pipe does.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(options.input ?? '');
  });
}

/** Reads commits of one repository. Needs no work tree and makes no checkout. */
export class GitReader {
  constructor(private readonly gitDir: string) {}

  /** The commit that a ref names; null where there is none. */
  async commitOf(ref: string): Promise<string | null> {
    if (ref === '' || ref.startsWith('-') || ref.includes('\0')) return null;
    try {
      const output = await this.run(['rev-parse', '--verify', '--quiet', `${ref}^{commit}`]);
      return output.toString('utf8').trim();
    } catch (error) {
      // 1: not found and --quiet; 128: a ref that is none.
      if (error instanceof GitError && (error.exitCode === 1 || error.exitCode === 128))
        return null;
      throw error;
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

  /** Contents of objects, in the order asked for, by one process. */
  async contents(objectIds: readonly string[]): Promise<Buffer[]> {
    if (objectIds.length === 0) return [];
    const input = `${objectIds.join('\n')}\n`;
    const output = await this.run(['cat-file', '--batch'], input);
    let offset = 0;
    return objectIds.map((objectId) => {
      const lineEnd = output.indexOf(0x0a, offset);
      const [id, type, size] = output.subarray(offset, lineEnd).toString('utf8').split(' ');
      if (id !== objectId || type !== 'blob')
        throw new GitError(`git cat-file: object ${objectId} is missing`, null);
      const start = lineEnd + 1;
      offset = start + Number(size) + 1;
      return output.subarray(start, start + Number(size));
    });
  }

  private async run(args: readonly string[], input?: string): Promise<Buffer> {
    const named = [`--git-dir=${this.gitDir}`, ...args];
    return await git(named, input === undefined ? {} : { input });
  }
}
