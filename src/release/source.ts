import { closestNames } from '../domain/closest-name.js';
import type { Release } from '../domain/release-model.js';
import { badInput } from './bad-input.js';
import { compileRelease } from './compile.js';
import type { GitReader } from './git.js';
import { BadReleaseError } from './port.js';
import type { ReleaseSource } from './port.js';
import { displayName, openRepository } from './repository.js';
import type { Repository } from './repository.js';
import {
  isReleaseFile,
  isReleasePlace,
  maximumFileBytes,
  maximumFiles,
  maximumReleaseBytes,
  notRegular,
  tooLarge,
} from './source-file.js';
import type { SourceFile } from './source-file.js';

const cachedReleases = 8;

export interface ReleaseSourceOptions {
  /** Path of a Git repository on this machine, or a URL. */
  readonly repository: string;
  /** Folder of the configuration in the repository; the whole repository where absent. */
  readonly subfolder?: string;
  /** Where mirrors of URLs are kept. */
  readonly cacheDir: string;
}

/** The configuration repository as the engine reads it: commits only, never a work tree. */
export function createReleaseSource(options: ReleaseSourceOptions): ReleaseSource {
  const { repository, cacheDir } = options;
  const folder = folderOf(options.subfolder);
  const cache = new Map<string, Promise<Release>>();
  let opening: Promise<Repository> | null = null;
  const open = async (): Promise<Repository> => {
    opening ??= openRepository(repository, cacheDir);
    try {
      return await opening;
    } catch (error) {
      opening = null;
      throw error;
    }
  };
  return {
    resolve: async (ref) => {
      const { reader, refresh } = await open();
      await refresh();
      const commit = await reader.commitOf(ref);
      if (commit === null) throw await unknownRef(reader, ref, repository);
      return commit;
    },
    load: (commit) => {
      const known = cache.get(commit);
      const loading =
        known ?? open().then((opened) => loadRelease(opened, commit, folder, repository));
      cache.delete(commit);
      cache.set(commit, loading);
      // A failure may be the network's: the next caller tries again.
      if (!known) loading.catch(() => cache.get(commit) === loading && cache.delete(commit));
      for (const oldest of [...cache.keys()].slice(0, -cachedReleases)) cache.delete(oldest);
      return loading;
    },
  };
}

function folderOf(subfolder = ''): string {
  const parts = subfolder.split('/').filter((part) => part !== '' && part !== '.');
  if (parts.includes('..')) throw badInput('subfolder', `"${subfolder}" leaves the repository`);
  return parts.join('/');
}

async function unknownRef(
  reader: GitReader,
  ref: string,
  repository: string,
): Promise<BadReleaseError> {
  const close = closestNames(ref, await reader.refs(), 5);
  const hint =
    close.length > 0 ? `Close to it: ${close.join(', ')}` : 'It has no branch and no tag';
  return badInput('release', `no ref or commit "${ref}" in ${displayName(repository)}. ${hint}`);
}

async function loadRelease(
  { reader, refresh }: Repository,
  commit: string,
  folder: string,
  repository: string,
): Promise<Release> {
  let known = await reader.commitOf(commit);
  if (known === null) {
    await refresh();
    known = await reader.commitOf(commit);
  }
  if (known === null) throw await unknownRef(reader, commit, repository);
  const files = await readFiles(reader, known, folder);
  const result = compileRelease({ commit: known, files });
  if (!result.ok) throw new BadReleaseError(result.findings);
  return result.release;
}

async function readFiles(
  reader: GitReader,
  commit: string,
  folder: string,
): Promise<Map<string, SourceFile>> {
  const entries = (await reader.list(commit, folder)).filter(({ path, regular }) =>
    regular ? isReleaseFile(path) : isReleasePlace(path),
  );
  if (entries.length > maximumFiles)
    throw badInput('release', `the configuration has more than ${maximumFiles} files`);
  const readable = entries.filter(({ regular, bytes }) => regular && bytes <= maximumFileBytes);
  const total = readable.reduce((sum, { bytes }) => sum + bytes, 0);
  if (total > maximumReleaseBytes)
    throw badInput('release', `the configuration is larger than ${maximumReleaseBytes} bytes`);
  const contents = await reader.contents(readable.map(({ objectId }) => objectId));
  const read = new Map(readable.map(({ path }, index) => [path, contents[index]]));
  return new Map(
    entries.map(({ path, regular }): [string, SourceFile] => {
      const bytes = read.get(path);
      return [path, bytes ? { bytes } : regular ? tooLarge : notRegular];
    }),
  );
}
