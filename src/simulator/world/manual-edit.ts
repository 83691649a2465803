import type { JsonObject } from '../json.js';
import type { Resource } from './resource.js';
import type { World } from './world.js';

/** A person's edit in the platform's own user interface: unconditional, but journaled. */
export function editByHand(
  world: World,
  resource: Resource,
  patch: JsonObject,
  by: string,
  atMs: number,
): boolean {
  return world.writer.patch(resource, patch, { clientId: `manual:${by}`, atMs, ifMatch: null });
}
