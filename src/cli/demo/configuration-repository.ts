import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseDocument } from 'yaml';
import { git } from './git.js';
import { demoFolder, releaseTag } from './options.js';

export interface RepositoryRequest {
  /** Where the repository is made; the folder must not hold one. */
  readonly folder: string;
  /** The project, whose `config/` and `demo/` it is made of. */
  readonly projectRoot: string;
  /** What every environment's guide platform points to. */
  readonly simulatorUrl: string;
}

// README explains an overlay to people, REMOVED lists what it leaves out.
const noPartOfOverlay = ['README.md', 'REMOVED'];

/**
 * Makes the demo's configuration repository. v2.0.0 is what the simulated orgs have; the bad release and v2.1.0
 * come after it, one after the other on main: production takes nothing that is not on the protected branch.
 */
export async function makeConfigurationRepository(request: RepositoryRequest): Promise<void> {
  const { folder } = request;
  await mkdir(folder, { recursive: true });
  await git(folder, 'init', '--quiet', '--initial-branch=main');
  await commit(request, releaseTag.adopted, ['v2.0']);
  await commit(request, releaseTag.badFlow, ['v2.0', 'bad-flow']);
  await commit(request, releaseTag.good, []);
}

/** Commits `config/` with overlays on it, and tags that. */
async function commit(
  request: RepositoryRequest,
  tag: string,
  overlays: readonly string[],
): Promise<void> {
  const { folder, projectRoot, simulatorUrl } = request;
  const target = path.join(folder, demoFolder);
  await rm(target, { recursive: true, force: true });
  await cp(path.join(projectRoot, 'config'), target, { recursive: true });
  for (const overlay of overlays) await lay(path.join(projectRoot, 'demo', overlay), target);
  await pointTo(simulatorUrl, path.join(target, 'environments'));
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

/** Points every environment's guide platform to the simulator; comments and order stay. */
async function pointTo(simulatorUrl: string, environments: string): Promise<void> {
  for (const name of await readdir(environments)) {
    const file = path.join(environments, name);
    const document = parseDocument(await readFile(file, 'utf8'));
    document.setIn(['platforms', 'guide', 'base_url'], simulatorUrl);
    await writeFile(file, document.toString({ lineWidth: 0 }));
  }
}
