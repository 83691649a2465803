import { mergePatchOf } from '../../domain/apply.js';
import type { JsonObject } from '../../domain/json.js';
import type { LiveResource } from '../../domain/resource.js';
import type { RequestByHand } from '../port.js';
import { resourcePath } from './routes.js';

/** What `update` or `remove` sends, for a person's curl. */
export function byHand(
  baseUrl: string,
  live: LiveResource,
  target: JsonObject | null,
): RequestByHand {
  const url = `${baseUrl.replace(/\/+$/, '')}${resourcePath(live.kind, live.id)}`;
  const condition = { header: 'If-Match', value: live.version };
  if (target === null) return { method: 'DELETE', url, condition };
  return { method: 'PATCH', url, condition, json: mergePatchOf(live.body, target) };
}
