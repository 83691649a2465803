import { isJsonObject, type Json, type JsonObject } from '../../domain/json.js';
import type { LiveResource, ResourceKind } from '../../domain/resource.js';
import type { Collection } from './kinds.js';

/** Members that the platform writes by itself: no configuration, and no part of a body that is written. */
const READ_ONLY = [
  'id',
  'selfUri',
  'dateCreated',
  'dateModified',
  'createdBy',
  'modifiedBy',
  'createdByApp',
  'modifiedByApp',
];

/** What a reference to another entity is made of. */
const OF_REFERENCES: ReadonlySet<string> = new Set(['id', 'name', 'selfUri']);

/** A resource as the platform tells it; null for one that was deleted, which some kinds go on telling of. */
export function liveOf(
  kind: ResourceKind,
  { declaration, readOnly = [], shaped = (one) => one }: Collection,
  entity: JsonObject & { readonly id: string; readonly name: string },
): LiveResource | null {
  const { version, state } = entity;
  if (state === 'deleted') return null;
  const isVersioned = declaration.concurrency === 'version';
  const left = new Set([...READ_ONLY, ...readOnly, ...(isVersioned ? ['version'] : [])]);
  const members = Object.entries(shaped(entity)).filter(([name]) => !left.has(name));
  return {
    kind,
    id: entity.id,
    name: entity.name,
    body: Object.fromEntries(members.map(([name, value]) => [name, withoutNames(value)])),
    version: isVersioned && typeof version === 'number' ? String(version) : null,
    enabled: state !== 'inactive',
  };
}

/** References by id alone: the name that comes along is another resource's, and may be old. */
function withoutNames(value: Json): Json {
  if (Array.isArray(value)) return value.map(withoutNames);
  if (!isJsonObject(value)) return value;
  const names = Object.keys(value);
  const { id, selfUri } = value;
  if (id !== undefined && selfUri !== undefined && names.every((one) => OF_REFERENCES.has(one)))
    return { id };
  return Object.fromEntries(Object.entries(value).map(([name, of]) => [name, withoutNames(of)]));
}
