import { ResourceKind, type LiveResource } from '../../domain/resource.js';
import { sectionOf } from './flow-content.js';
import { COLLECTIONS } from './kinds.js';

/** What dependency tracking calls a resource; null where it is not tracked. */
export function objectTypeOf({ kind, body }: Pick<LiveResource, 'kind' | 'body'>): string | null {
  if (kind !== ResourceKind.flow) return COLLECTIONS[kind]?.objectType ?? null;
  const { name: _, ...document } = body;
  const [type] = sectionOf(document) ?? [];
  return type === undefined ? null : flowType(type);
}

/** `inboundCall`, or `INBOUNDCALL`, is `INBOUNDCALLFLOW` where dependencies are tracked; a workflow is one already. */
export function flowType(type: string): string {
  const upper = type.toUpperCase();
  return upper.endsWith('FLOW') ? upper : `${upper}FLOW`;
}
