import { createHash } from 'node:crypto';
import type { JsonObject } from '../json.js';

/** The kinds that the dialect keeps, besides flows, as a world file names them under `native`. */
export const nativeKinds = [
  'queue',
  'ivr',
  'schedule',
  'scheduleGroup',
  'emergencyGroup',
  'datatable',
  'datatableRow',
  'trunkBaseSettings',
  'prompt',
  'skill',
  'wrapupCode',
] as const;
export type NativeKind = (typeof nativeKinds)[number];

/** One resource in the vendor's own shape. Kinds with a version also carry it in the body. */
export interface NativeResource {
  readonly id: string;
  readonly kind: NativeKind;
  readonly orgId: string;
  body: JsonObject;
  version: number;
}

/** The native resources of all orgs of the dialect. */
export class NativeStore {
  readonly #byId = new Map<string, NativeResource>();
  #created = 0;

  add(kind: NativeKind, orgId: string, id: string, body: JsonObject): NativeResource {
    const resource: NativeResource = { id, kind, orgId, body, version: 1 };
    this.#byId.set(id, resource);
    return resource;
  }

  get(kind: NativeKind, orgId: string, id: string): NativeResource | undefined {
    const resource = this.#byId.get(id);
    return resource?.kind === kind && resource.orgId === orgId ? resource : undefined;
  }

  named(kind: NativeKind, orgId: string, name: string): NativeResource | undefined {
    return this.list(kind, orgId).find((one) => one.body['name'] === name);
  }

  list(kind: NativeKind, orgId: string): NativeResource[] {
    return [...this.#byId.values()].filter((one) => one.kind === kind && one.orgId === orgId);
  }

  replace(resource: NativeResource, body: JsonObject): void {
    resource.body = body;
    resource.version += 1;
  }

  remove(resource: NativeResource): void {
    this.#byId.delete(resource.id);
  }

  /** Looks like the vendor's, but counted: the same requests in the same world give the same ids. */
  nextId(orgId: string): string {
    this.#created += 1;
    return uuidOf(`${orgId}/${this.#created}`);
  }
}

/** A UUID that a text stands for. */
export function uuidOf(text: string): string {
  const hex = createHash('sha1').update(text).digest('hex');
  const variant = ((Number.parseInt(hex.slice(16, 17), 16) & 3) | 8).toString(16);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `5${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}

/** The row of a data table, whose id is made of the table's and its key. */
export function rowId(datatableId: string, key: string): string {
  return `${datatableId}/${key}`;
}
