import { isJsonObject, type Json } from '../json.js';
import type { FaultyCall } from './faulty-call.js';

/**
 * A list's body with what was created lately left out, and what was written lately as it was before. Totals, and
 * what was deleted, are as now. A body that is no list stays as it is.
 */
export function staleList(
  body: Json | undefined,
  seconds: number,
  { simulation, target }: FaultyCall,
): Json | undefined {
  if (!isJsonObject(body) || !Array.isArray(body['entities'])) return body;
  const { memory } = simulation.faults;
  const { orgId, nowMs } = target;
  const entities = body['entities'].flatMap((entity) => {
    if (!isJsonObject(entity) || typeof entity['id'] !== 'string') return [entity];
    const path = `${target.path}/${encodeURIComponent(entity['id'])}`;
    if (memory.isNew(orgId, path, nowMs, seconds)) return [];
    return [memory.before(orgId, path, nowMs, seconds)?.body ?? entity];
  });
  return { ...body, entities };
}
