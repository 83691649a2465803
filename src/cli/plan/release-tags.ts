import { existsSync } from 'node:fs';
import path from 'node:path';
import { git, GitError } from '../../release/git.js';

/** Names of tags by the commit they stand for; empty where the repository is not on this disk. */
export async function releaseTags(repository: string | null): Promise<ReadonlyMap<string, string>> {
  if (repository === null || !existsSync(repository)) return new Map();
  const gitDir = [path.join(repository, '.git'), repository].find((place) => existsSync(place));
  const format =
    '--format=%(if)%(*objectname)%(then)%(*objectname)%(else)%(objectname)%(end) %(refname:short)';
  try {
    const output = await git([`--git-dir=${gitDir}`, 'for-each-ref', format, 'refs/tags']);
    const lines = output.toString('utf8').split('\n').filter(Boolean);
    return new Map(
      lines.map((line) => [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)]),
    );
  } catch (error) {
    // A name less is no reason to show nothing.
    if (error instanceof GitError) return new Map();
    throw error;
  }
}
