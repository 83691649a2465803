import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';

import { GitReader, git } from './git.js';
import { badInput } from './bad-input.js';

const networkTimeoutMs = 300_000;

/** A repository that can be read, and brought up to date where it is a copy. */
export interface Repository {
  readonly reader: GitReader;
  /** Fetches; does nothing for a repository on this machine. */
  readonly refresh: () => Promise<void>;
}

/** Opens a repository named by a path or by a URL; a URL is mirrored below `cacheDir`. */
export async function openRepository(repository: string, cacheDir: string): Promise<Repository> {
  return isUrl(repository) ? await openMirror(repository, cacheDir) : openPath(repository);
}

function isUrl(repository: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(repository) || /^[\w.-]+@[\w.-]+:/.test(repository);
}

function openPath(repository: string): Repository {
  const path = resolve(repository);
  const gitDir = [join(path, '.git'), path].find(
    (place) => existsSync(join(place, 'HEAD')) || (place !== path && existsSync(place)),
  );
  if (gitDir === undefined)
    throw badInput('repository', `"${repository}" is no Git repository; name its topmost folder`);
  return { reader: new GitReader(gitDir), refresh: async () => undefined };
}

async function openMirror(url: string, cacheDir: string): Promise<Repository> {
  const name = createHash('sha256').update(url).digest('hex').slice(0, 16);
  const gitDir = join(resolve(cacheDir), `${name}.git`);
  if (!existsSync(gitDir)) await clone(url, gitDir);
  let running: Promise<void> | null = null;
  const refresh = async (): Promise<void> => {
    // Fetches of the same mirror would only wait for each other's locks.
    running ??= fetch(gitDir).finally(() => {
      running = null;
    });
    await running;
  };
  return { reader: new GitReader(gitDir), refresh };
}

async function fetch(gitDir: string): Promise<void> {
  const timeoutMs = networkTimeoutMs;
  await git([`--git-dir=${gitDir}`, 'fetch', '--prune', '--quiet', 'origin'], { timeoutMs });
}

/** Clones beside the place and moves it there, so that nobody meets half a clone. */
async function clone(url: string, gitDir: string): Promise<void> {
  const partial = `${gitDir}.${randomUUID()}`;
  await mkdir(join(gitDir, '..'), { recursive: true });
  try {
    const timeoutMs = networkTimeoutMs;
    await git(['clone', '--mirror', '--quiet', '--', url, partial], { timeoutMs });
    await rename(partial, gitDir);
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    // Another worker may have been faster.
    if (!existsSync(gitDir)) throw error;
  }
}
