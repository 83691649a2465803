import type { ResourceKind } from '../../domain/resource.js';
import { declares } from './kinds.js';

/** Telemetry, agents, and who the tenant is: whoever deploys also watches. */
const WATCHING = ['Business Unit: View', 'Reporting API: View', 'Real-Time API: View'];

/** What the role of the access key's user calls them. */
const SUBJECTS: Readonly<Partial<Record<ResourceKind, string>>> = {
  queue: 'ACD Skills',
  flow: 'Studio Scripts',
  hours_of_operation: 'Hours of Operation',
  point_of_contact: 'Points of Contact',
};

/** What the role has to hold to read some kinds, and to change others; sorted. */
export function permissionsFor(
  changed: Iterable<ResourceKind>,
  read: Iterable<ResourceKind> = [],
): readonly string[] {
  const needed = new Set(WATCHING);
  const changes = [...changed];
  for (const kind of [...changes, ...read]) for (const one of of(kind, 'View')) needed.add(one);
  // Scripts that points of contact run are not deleted: who runs one is looked up.
  if (changes.includes('flow')) for (const one of of('point_of_contact', 'View')) needed.add(one);
  for (const kind of changes) for (const one of toChange(kind)) needed.add(one);
  return [...needed].toSorted();
}

function toChange(kind: ResourceKind): string[] {
  const { creates = false, deletes = false } = declares(kind) ?? {};
  return [
    ...of(kind, 'Edit'),
    ...(creates ? of(kind, 'Create') : []),
    ...(deletes ? of(kind, 'Delete') : []),
  ];
}

function of(kind: ResourceKind, action: string): string[] {
  const subject = SUBJECTS[kind];
  return subject === undefined ? [] : [`${subject}: ${action}`];
}
