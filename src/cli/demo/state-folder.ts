import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { demoFolder } from './options.js';

/** The project that the demo runs from. */
export const projectRoot = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');

/** Places in the demo's state folder. */
export interface StateFolder {
  readonly root: string;
  readonly repository: string;
  readonly ledger: string;
  readonly secrets: string;
  /** Which processes run where: what a later demo finds. */
  readonly world: string;
  /** A file with an empty profile: a user's own profiles have no say in the demo's server. */
  readonly temporalProfile: string;
  readonly report: string;
  readonly log: (process: string) => string;
}

/** The places below a folder. */
export function stateFolder(root: string): StateFolder {
  const at = (name: string): string => path.join(path.resolve(root), name);
  return {
    root: path.resolve(root),
    repository: at('configuration'),
    ledger: at('ledger.git'),
    secrets: at('secrets.json'),
    world: at('world.json'),
    temporalProfile: at('temporal.toml'),
    report: at('report.md'),
    log: (process) => at(`${process}.log`),
  };
}

/** The settings by which worker and commands find the demo's configuration, ledger and secrets. */
export function placesOf(folder: StateFolder): Readonly<Record<string, string>> {
  return {
    ROLLCALL_CONFIG_REPO: folder.repository,
    ROLLCALL_CONFIG_FOLDER: demoFolder,
    ROLLCALL_LEDGER: folder.ledger,
    ROLLCALL_SECRETS_FILE: folder.secrets,
  };
}

/** Makes the places anew; only what the demo makes itself is removed. */
export async function emptyStateFolder(folder: StateFolder): Promise<void> {
  await mkdir(folder.root, { recursive: true });
  const own = [folder.repository, folder.ledger, folder.secrets, folder.world, folder.report];
  await Promise.all(own.map((place) => rm(place, { recursive: true, force: true })));
}
