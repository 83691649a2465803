import { lstat, readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';

import type { CompileResult } from './compile.js';
import { compileRelease } from './compile.js';
import { isReleaseFile, maximumFileBytes, notRegular, tooLarge } from './source-file.js';
import type { SourceFile } from './source-file.js';

/** What `commit` says of a release that was read from a folder. */
export const workingTree = 'working-tree';

const folders = ['components', 'environments', 'templates'];

/** Reads and checks a folder as it is, committed or not, for people who are editing it. */
export async function validateFolder(path: string): Promise<CompileResult> {
  return compileRelease({ commit: workingTree, files: await readFolder(path) });
}

/** The files of a folder that a release is made of, unchecked. */
export async function readFolder(path: string): Promise<Map<string, SourceFile>> {
  const files = new Map<string, SourceFile>();
  for (const name of [...(await namesIn(path)), ...(await nestedFiles(path))].sort())
    if (isReleaseFile(name)) files.set(name, await readSource(join(path, name)));
  return files;
}

async function namesIn(path: string): Promise<string[]> {
  try {
    return await readdir(path);
  } catch (error) {
    // A folder that is not there has no manifest, and that is the finding.
    if (isMissing(error)) return [];
    throw error;
  }
}

async function nestedFiles(root: string): Promise<string[]> {
  const found: string[] = [];
  const pending = [...folders];
  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    for (const name of await namesIn(join(root, folder))) {
      const path = `${folder}/${name}`;
      // Links are not followed: they could lead anywhere, and Git would not either.
      if ((await lstat(join(root, path))).isDirectory()) pending.push(path);
      else found.push(path);
    }
  }
  return found;
}

async function readSource(path: string): Promise<SourceFile> {
  const stats = await lstat(path);
  if (!stats.isFile()) return notRegular;
  return stats.size > maximumFileBytes ? tooLarge : { bytes: await readFile(path) };
}

function isMissing(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOENT' || code === 'ENOTDIR';
}
