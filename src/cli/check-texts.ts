import type { Finding } from '../domain/release-model.js';
import { compileRelease } from '../release/compile.js';
import { readFolder, workingTree } from '../release/folder.js';

/** What would be wrong with a configuration once these files are in it. */
export async function checkTexts(
  folder: string,
  texts: ReadonlyMap<string, string>,
): Promise<readonly Finding[]> {
  const encoder = new TextEncoder();
  const added = [...texts].map(([file, text]) => [file, { bytes: encoder.encode(text) }] as const);
  const files = new Map([...(await readFolder(folder)), ...added]);
  const result = compileRelease({ commit: workingTree, files });
  return result.ok ? [] : result.findings;
}
