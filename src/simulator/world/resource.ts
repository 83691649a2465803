import { createHash } from 'node:crypto';
import { sectionOf, type JsonObject } from '../json.js';
import type { ResourceKind } from '../world-file.js';

/** One configuration resource; its body always holds its id. */
export interface Resource {
  readonly id: string;
  readonly kind: ResourceKind;
  readonly orgId: string;
  body: JsonObject;
  version: number;
}

/** The resource's name, or an empty one: a world file may leave it out. */
export function nameOf(resource: Resource): string {
  const name = resource.body['name'];
  return typeof name === 'string' ? name : '';
}

/** The opaque version tag, quotes included. It is only ever compared. */
export function etagOf(resource: Resource): string {
  const hash = createHash('sha1').update(`${resource.id}:${resource.version}`).digest('hex');
  return `"${hash.slice(0, 16)}"`;
}

/** A resource serves callers unless it says `enabled: false`, itself or in its settings. */
export function isEnabled(resource: Resource): boolean {
  return (
    resource.body['enabled'] !== false && sectionOf(resource.body, 'settings')['enabled'] !== false
  );
}
