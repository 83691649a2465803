import { GitReadError, readObjects as read, type GitObject } from '../git/read-objects.js';
import { LedgerUnavailableError } from './port.js';

export type { GitObject } from '../git/read-objects.js';

/** Reads objects by name (`<ref>`, `<commit>:<path>`); null where there is none. */
export async function readObjects(
  repository: string,
  names: readonly string[],
): Promise<readonly (GitObject | null)[]> {
  try {
    return await read(repository, names);
  } catch (error) {
    if (!(error instanceof GitReadError)) throw error;
    const { exitCode, words } = error;
    const how = exitCode === null ? 'failed' : `failed (exit code ${exitCode})`;
    throw new LedgerUnavailableError(
      `ledger ${repository}: git cat-file ${how}: ${words || 'no explanation'}`,
    );
  }
}

/** The names in a tree object, folders apart from files. */
export function readTree({ id, content }: GitObject): { files: string[]; folders: string[] } {
  const files: string[] = [];
  const folders: string[] = [];
  // An entry is `<mode> <name>\0` and the object's id in binary.
  const idBytes = id.length / 2;
  for (let at = 0; at < content.length;) {
    const space = content.indexOf(0x20, at);
    const nul = content.indexOf(0, space);
    const isFolder = content.toString('utf8', at, space) === '40000';
    (isFolder ? folders : files).push(content.toString('utf8', space + 1, nul));
    at = nul + 1 + idBytes;
  }
  return { files, folders };
}
