import { accessSync, constants, statSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';

/** Where downloads and builds are kept, shared by all checkouts of a user. */
export function cacheDirectory(env = process.env) {
  if (env.ROLLCALL_CACHE_DIR) return path.resolve(env.ROLLCALL_CACHE_DIR);
  return path.join(env.XDG_CACHE_HOME || path.join(homedir(), '.cache'), 'rollcall');
}

export function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    const stats = statSync(file);
    return stats.isFile() && stats.size > 0;
  } catch {
    return false;
  }
}

export function findOnPath(name, env = process.env) {
  const candidates = (env.PATH ?? '').split(path.delimiter).filter(Boolean);
  return candidates.map((folder) => path.join(folder, name)).find(isExecutable) ?? null;
}
