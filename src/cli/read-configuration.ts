import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { environmentOf } from '../release/environment-of.js';
import { validateFolder } from '../release/folder.js';
import { BadReleaseError } from '../release/port.js';
import type { Environment, Release } from '../domain/release-model.js';

/** A configuration in a folder, as it is, and one of its environments. */
export interface Configuration {
  readonly folder: string;
  readonly release: Release;
  readonly environment: Environment;
}

/** Reads a folder. BadReleaseError with every finding where something is wrong with it. */
export async function readConfiguration(
  folder: string,
  environment: string,
): Promise<Configuration> {
  const result = await validateFolder(folder);
  if (!result.ok) throw new BadReleaseError(result.findings);
  const { release } = result;
  return { folder, release, environment: environmentOf(release, environment) };
}

/** Texts of files below a folder; null where there is no such file. */
export async function readTexts(
  folder: string,
  files: readonly string[],
): Promise<ReadonlyMap<string, string | null>> {
  const entries = files.map(async (file): Promise<[string, string | null]> => {
    try {
      return [file, await readFile(path.join(folder, file), 'utf8')];
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [file, null];
      throw error;
    }
  });
  return new Map(await Promise.all(entries));
}

/** Writes files below a folder, making the folders on the way. */
export async function writeTexts(
  folder: string,
  files: ReadonlyMap<string, string>,
): Promise<void> {
  for (const [file, text] of files) {
    const place = path.join(folder, file);
    await mkdir(path.dirname(place), { recursive: true });
    await writeFile(place, text);
  }
}
