import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Release } from '../../domain/release-model.js';
import { validateFolder } from '../../release/folder.js';
import { git } from '../../release/git.js';
import { BadReleaseError, type ReleaseSource } from '../../release/port.js';
import { releaseTags } from './release-tags.js';
import { BadSettingsError, type Settings } from '../../settings.js';

export interface ReleaseChoice {
  readonly release?: string;
  readonly workingTree?: boolean;
}

/** The release that a command works with, and what to say about it. */
export interface ChosenRelease {
  readonly release: Release;
  /** As people call it. */
  readonly ref: string;
  readonly workingTree: boolean;
  /** What whoever asked might not know; empty for nothing. */
  readonly notice: string;
}

type Where = Pick<Settings, 'configRepository' | 'configFolder'>;

/**
 * The release that was asked for: a ref, the folder as it is, or HEAD.
 * @throws BadReleaseError with every finding; BadSettingsError where the folder is on no disk
 */
export async function chooseRelease(
  releases: ReleaseSource,
  where: Where,
  { release: ref, workingTree }: ReleaseChoice,
): Promise<ChosenRelease> {
  if (workingTree === true) {
    const result = await validateFolder(folderOf(where));
    if (!result.ok) throw new BadReleaseError(result.findings);
    return { release: result.release, ref: 'working tree', workingTree: true, notice: '' };
  }
  const chosen = ref ?? 'HEAD';
  const release = await releases.load(await releases.resolve(chosen));
  const notice = ref === undefined && (await isDirty(where)) ? DIRTY : '';
  const tag = ref ?? (await releaseTags(where.configRepository)).get(release.commit);
  return { release, ref: tag ?? chosen, workingTree: false, notice };
}

const DIRTY =
  'The work tree has changes that are not committed: this is HEAD without them. To see them: --working-tree.';

function folderOf({ configRepository, configFolder }: Where): string {
  if (configRepository !== null && existsSync(configRepository))
    return path.join(configRepository, configFolder);
  throw new BadSettingsError(
    '--working-tree needs the configuration on this disk: let ROLLCALL_CONFIG_REPO name a folder',
  );
}

/** True where the configuration differs from HEAD. A bare repository or a URL has nothing that could. */
async function isDirty({ configRepository, configFolder }: Where): Promise<boolean> {
  if (configRepository === null || !existsSync(path.join(configRepository, '.git'))) return false;
  const below = configFolder === '' ? '.' : configFolder;
  const args = ['-C', configRepository, '--no-optional-locks', 'status', '--porcelain'];
  return (await git([...args, '--', below])).length > 0;
}
