import { ROLLOUTS_FOLDER } from './names.js';
import { runGit } from './run-git.js';

/** The last commit up to `tip` that wrote a file; null if none ever did. Sees what was pruned since. */
export async function lastWriteOf(
  repository: string,
  tip: string,
  path: string,
): Promise<string | null> {
  const commit = await log(repository, ['-1', '--diff-filter=AM', '--format=%H', tip, '--', path]);
  return commit[0] ?? null;
}

/** Subjects of the commits that wrote a file after another one was first written, the newest first. */
export async function writesAfter(
  repository: string,
  tip: string,
  { path, first }: { readonly path: string; readonly first: string },
): Promise<readonly string[]> {
  const order = ['--reverse', '--diff-filter=A', '--format=%H', tip, '--', first];
  const [from] = await log(repository, order);
  if (from === undefined) return [];
  return log(repository, ['--format=%s', `${from}..${tip}`, '--', path]);
}

/** Keys of all rollouts that an org's tree ever held, the oldest first. */
export async function rolloutsEver(repository: string, tip: string): Promise<readonly string[]> {
  const order = ['--reverse', '--diff-filter=A', '--format=', '--name-only'];
  const paths = await log(repository, [...order, tip, '--', ROLLOUTS_FOLDER]);
  return [...new Set(paths.flatMap((path) => path.split('/')[1] ?? []))];
}

/** The commit that last wrote each file of a ref, by path. One that only a merge could have brought is missing. */
export async function lastWriters(
  repository: string,
  tip: string,
): Promise<ReadonlyMap<string, string>> {
  const lines = await log(repository, [
    '--diff-filter=AM',
    '--format=commit %H',
    '--name-only',
    tip,
  ]);
  const writers = new Map<string, string>();
  let commit = '';
  for (const line of lines) {
    if (line.startsWith('commit ')) commit = line.slice('commit '.length);
    else if (!writers.has(line)) writers.set(line, commit);
  }
  return writers;
}

async function log(repository: string, args: readonly string[]): Promise<string[]> {
  // A new plan that resembles a pruned one is no rename of it.
  const output = await runGit(repository, ['log', '--no-renames', ...args]);
  return output.toString('utf8').split('\n').filter(Boolean);
}
