import { createHash } from 'node:crypto';

import type { SourceFiles } from './source-file.js';

/**
 * The release digest: hex SHA-256 over path and bytes of manifest, policy, components and templates in
 * path order. Environments are left out, so that all of them promote the same digest.
 */
export function releaseDigest(files: SourceFiles): string {
  const hash = createHash('sha256');
  const paths = [...files.keys()].filter((path) => !path.startsWith('environments/')).sort();
  for (const path of paths) {
    const bytes = files.get(path)?.bytes ?? new Uint8Array();
    // Lengths keep apart what concatenation would confuse.
    hash.update(`${Buffer.byteLength(path)}:${path}\n${bytes.byteLength}:`).update(bytes);
  }
  return hash.digest('hex');
}
