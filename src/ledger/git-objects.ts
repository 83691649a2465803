import { LedgerUnavailableError } from './port.js';
import { runGit } from './run-git.js';

const NEWLINE = 0x0a;
const HEADER = /^([0-9a-f]{40,64}) ([a-z]+) (\d+)$/;

export interface GitObject {
  readonly id: string;
  readonly type: string;
  readonly content: Buffer;
}

/** Reads objects by name (`<ref>`, `<commit>:<path>`) in one process; null where there is none. */
export async function readObjects(
  repository: string,
  names: readonly string[],
): Promise<readonly (GitObject | null)[]> {
  const input = names.map((name) => `${name}\n`).join('');
  const answer = await runGit(repository, ['cat-file', '--batch'], input);
  const objects: (GitObject | null)[] = [];
  let at = 0;
  for (const name of names) {
    const endOfHeader = answer.indexOf(NEWLINE, at);
    const header = answer.toString('utf8', at, endOfHeader);
    at = endOfHeader + 1;
    const [, id, type, size] = HEADER.exec(header) ?? [];
    if (id === undefined || type === undefined) {
      requireMissing(repository, name, header);
      objects.push(null);
      continue;
    }
    const end = at + Number(size);
    objects.push({ id, type, content: answer.subarray(at, end) });
    at = end + 1;
  }
  return objects;
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

function requireMissing(repository: string, name: string, header: string): void {
  if (header === `${name} missing`) return;
  throw new LedgerUnavailableError(`ledger ${repository}: git cat-file answered "${header}"`);
}
