import { ResourceKind } from '../../domain/resource.js';
import {
  COLLECTIONS,
  declares,
  TABLES,
  TRACKING_PERMISSION,
  type Action,
  type Collection,
} from './kinds.js';

/** Telemetry and agents: whoever deploys also watches. */
const WATCHING = ['analytics:conversationAggregate:view', 'analytics:queueObservation:view'];

const ROWS = 'architect:datatableRow';

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

/** Others that grant the same, as the platform's operations name them: any one of them will do. */
const INSTEAD: ReadonlyMap<string, string> = new Map([
  ...(['add', 'edit', 'delete'] as const).map(
    (action) => [`${ROWS}:${action}`, `${TABLES.permission}:${action}`] as const,
  ),
  ...(['create', 'delete'] as const).map(
    (action) => [`routing:skill:${action}`, 'routing:skill:manage'] as const,
  ),
]);

/** The permissions any of which is enough where one is needed. */
export function sufficientFor(permission: string): readonly string[] {
  const other = INSTEAD.get(permission);
  return other === undefined ? [permission] : [permission, other];
}

/** An export is a job of its own. */
const TO_READ_FLOWS = [
  'architect:flow:view',
  'architect:jobExport:create',
  'architect:jobExport:view',
];
const TO_CHANGE_FLOWS = [
  ...['add', 'delete', 'edit', 'publish'].map((action) => `architect:flow:${action}`),
  'architect:job:create',
  'architect:job:view',
  TRACKING_PERMISSION,
];

function toRead(kind: ResourceKind): readonly string[] {
  if (kind === ResourceKind.flow) return TO_READ_FLOWS;
  // Rows are found by their tables, and who may see tables may see their rows.
  if (kind === ResourceKind.strategy) return permissions(TABLES, 'view');
  const collection = COLLECTIONS[kind];
  return collection === undefined ? [] : permissions(collection, 'view');
}

function toChange(kind: ResourceKind): readonly string[] {
  if (kind === ResourceKind.flow) return TO_CHANGE_FLOWS;
  if (kind === ResourceKind.strategy)
    return ['add', 'delete', 'edit'].map((action) => `${ROWS}:${action}`);
  const collection = COLLECTIONS[kind];
  if (collection === undefined) return [];
  const edits = declares(kind)?.write === 'createOnly' ? [] : permissions(collection, 'edit');
  const tracked = collection.objectType === undefined ? [] : [TRACKING_PERMISSION];
  return [...permissions(collection, 'add', 'delete'), ...edits, ...tracked];
}

function permissions(
  { permission, actions = {} }: Pick<Collection, 'permission' | 'actions'>,
  ...wanted: readonly Action[]
): readonly string[] {
  return wanted.map((action) => `${permission}:${actions[action] ?? action}`);
}
