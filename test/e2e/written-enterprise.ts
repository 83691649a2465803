import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { stringify } from 'yaml';
import { git } from '../../src/cli/demo/git.js';
import type { PlatformAddresses } from '../../src/cli/demo/platforms.js';
import { createGitLedger } from '../../src/ledger/git-ledger.js';
import { startSimulator } from '../../src/simulator/server.js';
import type { WorldFile } from '../../src/simulator/world-file.js';
import { addressesOf, type Enterprise } from './enterprise.js';

/** Files of a configuration repository by path, as what they say. */
export type Files = Readonly<Record<string, unknown>>;

/** An enterprise that is no sample: a test writes all of it. */
export interface Written {
  readonly world: WorldFile;
  /** By tag, in their order. */
  readonly releases: (platforms: PlatformAddresses) => Readonly<Record<string, Files>>;
  /** Credentials by entry. */
  readonly secrets: Readonly<Record<string, unknown>>;
}

/** Makes it: the world in a simulator at 600 times the wall's pace, its releases, secrets and a ledger. */
export async function writeEnterprise({ world, releases, secrets }: Written): Promise<Enterprise> {
  const root = await mkdtemp(path.join(tmpdir(), 'rollcall-written-'));
  const simulator = await startSimulator({ port: 0, scale: 600, world });
  const repository = path.join(root, 'configuration');
  await mkdir(repository);
  await git(repository, 'init', '--quiet', '--initial-branch=main');
  const byTag = releases(addressesOf(simulator, simulator.url));
  for (const [tag, files] of Object.entries(byTag)) await commit(repository, tag, files);
  const secretsPath = path.join(root, 'secrets.json');
  await writeFile(secretsPath, JSON.stringify(secrets));
  const ledger = path.join(root, 'ledger.git');
  await createGitLedger(ledger);
  return {
    root,
    url: simulator.url,
    repository,
    ledger,
    secrets: secretsPath,
    variables: {
      ROLLCALL_CONFIG_REPO: repository,
      ROLLCALL_LEDGER: ledger,
      ROLLCALL_SECRETS_FILE: secretsPath,
      ROLLCALL_CACHE_DIR: path.join(root, 'cache'),
    },
    simulator,
    stop: async () => {
      await simulator.close();
      await rm(root, { recursive: true, force: true });
    },
  };
}

async function commit(repository: string, tag: string, files: Files): Promise<void> {
  await rm(path.join(repository, 'templates'), { recursive: true, force: true });
  for (const [file, value] of Object.entries(files)) {
    const target = path.join(repository, file);
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, stringify(value));
  }
  await git(repository, 'add', '--all');
  await git(repository, 'commit', '--quiet', '--message', `Release ${tag}`);
  await git(repository, 'tag', '--annotate', '--message', `Release ${tag}`, tag);
}
