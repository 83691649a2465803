import { createHash } from 'node:crypto';

import type { SourceFiles } from './source-file.js';

/**
 * The release digest: hex SHA-256 over path and bytes of manifest, policy, components and templates in
 * path order. Environments are left out, so that all of them promote the same digest.
 */
export function releaseDigest(files: SourceFiles): string {
  return digestOf(files, (path) => !path.startsWith('environments/'));
}

/** Hex SHA-256 over path and bytes of what the release digest leaves out: the files of environments/. */
export function environmentFilesDigest(files: SourceFiles): string {
  return digestOf(files, (path) => path.startsWith('environments/'));
}

function digestOf(files: SourceFiles, isMeant: (path: string) => boolean): string {
  const hash = createHash('sha256');
  for (const path of [...files.keys()].filter(isMeant).sort()) {
    const bytes = files.get(path)?.bytes ?? new Uint8Array();
    // Lengths keep apart what concatenation would confuse.
    hash.update(`${Buffer.byteLength(path)}:${path}\n${bytes.byteLength}:`).update(bytes);
  }
  return hash.digest('hex');
}
