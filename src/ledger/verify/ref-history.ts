import { runGit } from '../run-git.js';

/** A file as a commit wrote it. */
export interface WrittenFile {
  readonly path: string;
  readonly blob: string;
}

export interface HistoryEntry {
  readonly commit: string;
  readonly parents: readonly string[];
  /** Files that it added or changed. */
  readonly written: readonly WrittenFile[];
}

const COMMIT = 'commit ';
const WRITTEN = /^:\d+ \d+ [0-9a-f]+ (?<blob>[0-9a-f]+) [^D]\t(?<path>.+)$/;

/** All commits up to a tip, the newest first, each with what it wrote. */
export async function readHistory(repository: string, tip: string): Promise<HistoryEntry[]> {
  const commits = await lines(repository, ['rev-list', '--parents', tip]);
  const written = await writtenBy(repository, tip);
  return commits.map((line) => {
    const [commit = '', ...parents] = line.split(' ');
    return { commit, parents, written: written.get(commit) ?? [] };
  });
}

async function writtenBy(repository: string, tip: string): Promise<Map<string, WrittenFile[]>> {
  // -m: what a merge brought in counts as well.
  const form = [`--format=${COMMIT}%H`, '--raw', '--no-abbrev', '--root', '-m', '--no-renames'];
  const written = new Map<string, WrittenFile[]>();
  let files: WrittenFile[] = [];
  const args = ['-c', 'core.quotePath=false', 'log', ...form, tip];
  for (const line of await lines(repository, args)) {
    if (line.startsWith(COMMIT)) {
      const commit = line.slice(COMMIT.length);
      files = written.get(commit) ?? [];
      written.set(commit, files);
    }
    const { blob, path } = WRITTEN.exec(line)?.groups ?? {};
    if (blob !== undefined && path !== undefined) files.push({ blob, path });
  }
  return written;
}

async function lines(repository: string, args: readonly string[]): Promise<string[]> {
  const output = await runGit(repository, args);
  return output.toString('utf8').split('\n').filter(Boolean);
}
