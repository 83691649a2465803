import { ResourceKind } from '../../domain/resource.js';
import { COLLECTIONS, declares, FLOW_PERMISSION, TABLES, TRACKING_PERMISSION } from './kinds.js';

/** Telemetry and agents: whoever deploys also watches. */
const WATCHING = ['analytics:conversationAggregate:view', 'analytics:queueObservation:view'];

/** What a client's roles have to hold to read some kinds, and to change others; sorted. */
export function permissionsFor(
  changed: Iterable<ResourceKind>,
  read: Iterable<ResourceKind> = [],
): readonly string[] {
  const needed = new Set(WATCHING);
  // Observations are asked for by queue.
  needed.add('routing:queue:view');
  for (const kind of [...changed, ...read]) for (const one of toRead(kind)) needed.add(one);
  for (const kind of changed) for (const one of toChange(kind)) needed.add(one);
  return [...needed].toSorted();
}

/** Every permission that this adapter may need. */
export function knownPermissions(): readonly string[] {
  return permissionsFor(Object.values(ResourceKind));
}

function toRead(kind: ResourceKind): string[] {
  if (kind === ResourceKind.flow) return [`${FLOW_PERMISSION}:view`];
  if (kind === ResourceKind.strategy) return [`${TABLES.permission}:view`];
  const collection = COLLECTIONS[kind];
  return collection === undefined ? [] : [`${collection.permission}:view`];
}

function toChange(kind: ResourceKind): string[] {
  const all = (stem: string, ...actions: readonly string[]): string[] =>
    actions.map((action) => `${stem}:${action}`);
  if (kind === ResourceKind.flow)
    return [...all(FLOW_PERMISSION, 'delete', 'edit', 'publish'), TRACKING_PERMISSION];
  if (kind === ResourceKind.strategy) return all(TABLES.permission, 'edit');
  const collection = COLLECTIONS[kind];
  if (collection === undefined) return [];
  const edits = declares(kind)?.write === 'createOnly' ? [] : ['edit'];
  const tracked = collection.objectType === undefined ? [] : [TRACKING_PERMISSION];
  return [...all(collection.permission, 'add', 'delete', ...edits), ...tracked];
}
