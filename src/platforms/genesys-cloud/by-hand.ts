import type { JsonObject } from '../../domain/json.js';
import type { LiveResource } from '../../domain/resource.js';
import type { RequestByHand } from '../port.js';
import { COLLECTIONS } from './kinds.js';

/**
 * What `update` sends, for a person's curl. Only where the body has the version in it: all else takes several requests
 * to be safe. Deleting is guarded by nothing but a look before it.
 */
export function byHand(
  baseUrl: string,
  live: LiveResource,
  target: JsonObject | null,
): RequestByHand | null {
  const collection = COLLECTIONS[live.kind];
  const isGuarded = collection?.declaration.concurrency === 'version' && live.version !== null;
  if (collection === undefined || !isGuarded || target === null) return null;
  const url = `${baseUrl.replace(/\/+$/, '')}${collection.path}/${encodeURIComponent(live.id)}`;
  return {
    method: 'PUT',
    url,
    condition: null,
    json: { ...target, version: Number(live.version) },
  };
}
