import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * The same lock for so long is nobody's any more: Git holds one of a ref for milliseconds. Measured by how long it is seen,
 * so that clocks which differ do not matter.
 */
const LEFT_BEHIND_MS = 60_000;

interface Seen {
  /** Two locks at one path are told apart by it. */
  readonly identity: string;
  readonly sinceMs: number;
}

/**
 * Lock files that a Git which was killed, or whose disk went away, left in a repository: no ref below one can be moved
 * until it is gone, however often that is tried.
 */
export class StaleLocks {
  readonly #seen = new Map<string, Seen>();

  /**
   * @param onRemoved hears of each lock that is removed
   * @param patienceMs for how long the same lock has to be seen before it is removed
   */
  constructor(
    private readonly onRemoved: () => void,
    private readonly patienceMs = LEFT_BEHIND_MS,
  ) {}

  /** Looks at a repository's locks, and removes those that were left behind. */
  async clear(repository: string): Promise<void> {
    const found = await locksOf(repository);
    for (const path of this.#seen.keys()) if (!found.includes(path)) this.#seen.delete(path);
    for (const path of found) {
      const identity = await identityOf(path);
      const seen = this.#seen.get(path);
      if (identity === null) this.#seen.delete(path);
      else if (seen?.identity !== identity)
        this.#seen.set(path, { identity, sinceMs: performance.now() });
      else if (performance.now() - seen.sinceMs >= this.patienceMs) {
        await rm(path, { force: true });
        this.#seen.delete(path);
        this.onRemoved();
      }
    }
  }
}

async function locksOf(repository: string): Promise<string[]> {
  const refs = await readdir(join(repository, 'refs'), { recursive: true }).catch(() => []);
  const paths = [...refs.map((path) => join('refs', path)), 'packed-refs.lock'];
  return paths.filter((path) => path.endsWith('.lock')).map((path) => join(repository, path));
}

/** Null where it is gone. */
async function identityOf(path: string): Promise<string | null> {
  try {
    const { ino, mtimeNs } = await stat(path, { bigint: true });
    return `${ino}/${mtimeNs}`;
  } catch {
    return null;
  }
}
