import type { Stats } from 'node:fs';
import { lstat, readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';

import { badInput } from './bad-input.js';
import type { CompileResult } from './compile.js';
import { compileRelease } from './compile.js';
import { inOrder } from './documents.js';
import { compileOperations, operationsFile } from './operations.js';
import {
  isReleaseFile,
  isReleasePlace,
  maximumFileBytes,
  maximumFiles,
  maximumReleaseBytes,
  notRegular,
  releaseFolders,
  tooLarge,
} from './source-file.js';
import type { SourceFile } from './source-file.js';

/** What `commit` says of a release that was read from a folder. */
export const workingTree = 'working-tree';

/**
 * Reads and checks a folder as it is, committed or not, for people who are editing it; its operations.yaml too,
 * which is no part of the release. BadReleaseError where it holds more than any configuration does.
 */
export async function validateFolder(path: string): Promise<CompileResult> {
  const result = compileRelease({ commit: workingTree, files: await readFolder(path) });
  const operations = await readSource(path, operationsFile);
  return operations === null ? result : withOperations(result, operations);
}

/** The files of a folder that a release is made of, unchecked. */
export async function readFolder(path: string): Promise<Map<string, SourceFile>> {
  const files = new Map<string, SourceFile>();
  let bytes = 0;
  for (const name of [...(await namesIn(path)), ...(await nestedFiles(path))].sort()) {
    const source = name === operationsFile ? null : await readSource(path, name);
    if (source === null) continue;
    files.set(name, source);
    bytes += source.bytes?.byteLength ?? 0;
    if (bytes > maximumReleaseBytes)
      throw badInput(path, `the configuration is larger than ${maximumReleaseBytes} bytes`);
  }
  return files;
}

/** Names in the operations are looked up once the release that has them is sound. */
function withOperations(result: CompileResult, file: SourceFile): CompileResult {
  const operations = compileOperations(file, result.ok ? result.release : null);
  if (operations.ok) return result;
  const findings = result.ok ? [] : result.findings;
  return { ok: false, findings: inOrder([...findings, ...operations.findings]) };
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
  const pending = await foldersOf(root);
  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    for (const name of await namesIn(join(root, folder))) {
      const path = `${folder}/${name}`;
      // Links are not followed: they could lead anywhere, and Git would not either.
      if ((await lstat(join(root, path))).isDirectory()) pending.push(path);
      else found.push(path);
    }
    if (found.length > maximumFiles)
      throw badInput(root, `the configuration has more than ${maximumFiles} files`);
  }
  return found;
}

async function foldersOf(root: string): Promise<string[]> {
  const folders: string[] = [];
  for (const name of await namesIn(root))
    if (releaseFolders.some((folder) => folder === name))
      if ((await lstat(join(root, name))).isDirectory()) folders.push(name);
  return folders;
}

/** Null for what a release is not made of. */
async function readSource(root: string, name: string): Promise<SourceFile | null> {
  const path = join(root, name);
  const isRead = isReleaseFile(name) || name === operationsFile;
  const stats = await statsOf(path);
  if (stats === null) return null;
  if (stats.isDirectory()) return isRead ? notRegular : null;
  if (!stats.isFile()) return isRead || isReleasePlace(name) ? notRegular : null;
  if (!isRead) return null;
  if (stats.size > maximumFileBytes) return tooLarge;
  try {
    return { bytes: await readFile(path) };
  } catch (error) {
    return { bytes: null, refused: `cannot be read (${(error as NodeJS.ErrnoException).code})` };
  }
}

async function statsOf(path: string): Promise<Stats | null> {
  try {
    return await lstat(path);
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOENT' || code === 'ENOTDIR';
}
