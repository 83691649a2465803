import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** Writes files into a folder, which is made where it is missing. Returns what was done, in words. */
export async function writeFiles(
  folder: string,
  files: readonly { readonly file: string; readonly text: string }[],
  what: string,
): Promise<string> {
  if (files.length === 0) return `no ${what} to write`;
  await mkdir(folder, { recursive: true });
  for (const { file, text } of files) await writeFile(path.join(folder, file), text);
  return `${files.length} ${what} written to ${folder}: ${files.map(({ file }) => file).join(', ')}`;
}

/** Writes one file, and makes its folder where it is missing: a plan that took minutes is not lost for one. */
export async function writeOut(file: string, text: string): Promise<void> {
  await mkdir(path.dirname(path.resolve(file)), { recursive: true });
  await writeFile(file, text);
}
