import type { World } from '../world/world.js';
import { Changes } from './changes.js';

/**
 * Lets the points of contact follow what a person edits by hand, at once and in that person's name.
 * Edits during the warm-up are caught up with at its end.
 */
export function followHandEdits(world: World, nowMs: number): void {
  const follow = (orgId: string, clientId: string, atMs: number): void => {
    if (world.orgs.get(orgId)?.platform !== 'nice-cxone') return;
    new Changes(world, orgId, clientId, atMs).refreshEntries();
  };
  for (const orgId of world.orgs.keys()) follow(orgId, 'manual:warm-up', nowMs);
  world.writer.onPatched(({ orgId }, { clientId, atMs }) => follow(orgId, clientId, atMs));
}
