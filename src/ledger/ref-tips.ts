import { runGit } from './run-git.js';

export interface RefTip {
  readonly ref: string;
  readonly commit: string;
  /** When that commit was made: wall clock of its writer, ISO 8601; empty where the ref names no commit. */
  readonly at: string;
}

/** Every ref below a prefix, by name. */
export async function readTips(repository: string, prefix: string): Promise<readonly RefTip[]> {
  const format = '--format=%(refname) %(objectname) %(committerdate:iso-strict)';
  const output = await runGit(repository, ['for-each-ref', format, prefix]);
  return output
    .toString('utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => {
      const [ref = '', commit = '', at = ''] = line.split(' ');
      return { ref, commit, at: at === '' ? '' : new Date(at).toISOString() };
    });
}
