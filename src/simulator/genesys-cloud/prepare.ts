import type { ParsedWorld } from '../world-file.js';

/** Projects the native resources of the Genesys Cloud orgs onto neutral ones. */
export function prepareGenesysCloud(file: ParsedWorld): ParsedWorld {
  return file;
}
