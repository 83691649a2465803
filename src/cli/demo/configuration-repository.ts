import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseDocument } from 'yaml';
import { git } from './git.js';
import { demoFolder, releaseTag } from './options.js';
import { DEMO_FOLDERS, type DemoPlatform, type PlatformAddresses } from './platforms.js';

export interface RepositoryRequest {
  /** Where the repository is made; the folder must not hold one. */
  readonly folder: string;
  /** The project, whose folders it is made of. */
  readonly projectRoot: string;
  /** What every environment's platforms point to. */
  readonly addresses: PlatformAddresses;
  /** Whose shapes it has; the guide's unless told otherwise. */
  readonly platform?: DemoPlatform;
}

// README explains an overlay to people, REMOVED lists what it leaves out.
const noPartOfOverlay = ['README.md', 'REMOVED'];

/**
 * Makes the demo's configuration repository. v2.0.0 is what the simulated orgs have; the bad release and v2.1.0
 * come after it, one after the other on main: production takes nothing that is not on the protected branch.
 */
export async function makeConfigurationRepository(request: RepositoryRequest): Promise<void> {
  const { folder, platform = 'guide' } = request;
  const { sample, before, badFlow } = DEMO_FOLDERS[platform];
  await mkdir(folder, { recursive: true });
  await git(folder, 'init', '--quiet', '--initial-branch=main');
  await commit(request, releaseTag.adopted, [...sample, ...before]);
  await commit(request, releaseTag.badFlow, [...sample, ...before, ...badFlow]);
  await commit(request, releaseTag.good, sample);
}

/** Commits folders, each laid over those before it, and tags that. */
async function commit(
  request: RepositoryRequest,
  tag: string,
  folders: readonly string[],
): Promise<void> {
  const { folder, projectRoot, addresses } = request;
  const target = path.join(folder, demoFolder);
  await rm(target, { recursive: true, force: true });
  for (const layer of folders) await lay(path.join(projectRoot, layer), target);
  await pointTo(addresses, path.join(target, 'environments'));
  await git(folder, 'add', '--all');
  await git(folder, 'commit', '--quiet', '--message', `Release ${tag}`);
  await git(folder, 'tag', '--annotate', '--message', `Release ${tag}`, tag);
}

async function lay(overlay: string, target: string): Promise<void> {
  await cp(overlay, target, {
    recursive: true,
    filter: (source) => !noPartOfOverlay.includes(path.relative(overlay, source)),
  });
  for (const removed of await removedBy(overlay)) await rm(path.join(target, removed));
}

async function removedBy(overlay: string): Promise<string[]> {
  if (!(await readdir(overlay)).includes('REMOVED')) return [];
  const text = await readFile(path.join(overlay, 'REMOVED'), 'utf8');
  return text.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#'));
}

/** Points every environment's platforms to the simulator; comments and order stay. */
async function pointTo(addresses: PlatformAddresses, environments: string): Promise<void> {
  for (const name of await readdir(environments)) {
    const file = path.join(environments, name);
    const document = parseDocument(await readFile(file, 'utf8'));
    for (const [platform, address] of Object.entries(addresses))
      if (document.hasIn(['platforms', platform]))
        for (const [member, url] of Object.entries(address))
          document.setIn(['platforms', platform, member], url);
    await writeFile(file, document.toString({ lineWidth: 0 }));
  }
}
