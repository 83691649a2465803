import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { GitObject } from './object-answers.js';
import { GitReadError, ObjectStream } from './object-stream.js';

export type { GitObject } from './object-answers.js';
export { GitReadError } from './object-stream.js';

const streams = new Map<string, ObjectStream>();

/**
 * Reads objects of a repository by name (`<ref>`, `<commit>:<path>`), null where there is none: each as it is now,
 * by a process that is kept for a while. Where another repository was put in the place of the one that the process
 * was opened on, it is opened anew.
 * @throws GitReadError
 */
export async function readObjects(
  gitDir: string,
  names: readonly string[],
): Promise<readonly (GitObject | null)[]> {
  if (names.length === 0) return [];
  const unaskable = names.find((name) => /[\n\0]/.test(name));
  if (unaskable !== undefined)
    throw new GitReadError(`${JSON.stringify(unaskable)} is no name of an object`, null);
  const identity = await identityOf(gitDir);
  return streamOn(gitDir, identity).read(names);
}

function streamOn(gitDir: string, identity: string): ObjectStream {
  const open = streams.get(gitDir);
  if (open !== undefined && !open.isOver && open.identity === identity) return open;
  open?.close();
  const stream = new ObjectStream(gitDir, identity);
  streams.set(gitDir, stream);
  return stream;
}

async function identityOf(gitDir: string): Promise<string> {
  try {
    const { dev, ino, birthtimeMs } = await stat(path.join(gitDir, 'objects'));
    return `${dev}:${ino}:${birthtimeMs}`;
  } catch {
    // Git itself says best what is wrong.
    return 'none';
  }
}
