import { createHash } from 'node:crypto';
import { Problem } from '../http/problem.js';
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
  /** Those that the vendor still tells of when asked by id, by id. */
  readonly #deleted = new Map<string, NativeResource>();
  readonly #collections = new Map<string, Set<NativeResource>>();
  #created = 0;

  add(kind: NativeKind, orgId: string, id: string, body: JsonObject): NativeResource {
    if (this.#byId.has(id)) throw Problem.badRequest(`the id ${id} is used twice`);
    const resource: NativeResource = { id, kind, orgId, body, version: 1 };
    this.#byId.set(id, resource);
    this.#collection(kind, orgId).add(resource);
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
    return [...this.#collection(kind, orgId)];
  }

  replace(resource: NativeResource, body: JsonObject): void {
    resource.body = body;
    resource.version += 1;
  }

  /** Deleted ones of a kind that has a state. */
  deleted(kind: NativeKind, orgId: string): NativeResource[] {
    return [...this.#deleted.values()].filter((one) => one.kind === kind && one.orgId === orgId);
  }

  remove(resource: NativeResource): void {
    const { body, version } = resource;
    if (body['state'] !== undefined) {
      const gone = { ...resource, body: { ...body, state: 'deleted' }, version: version + 1 };
      this.#deleted.set(resource.id, gone);
    }
    this.#byId.delete(resource.id);
    this.#collection(resource.kind, resource.orgId).delete(resource);
  }

  /** Looks like the vendor's, but counted: the same requests in the same world give the same ids. */
  nextId(orgId: string): string {
    this.#created += 1;
    return uuidOf(`${orgId}/${this.#created}`);
  }

  #collection(kind: NativeKind, orgId: string): Set<NativeResource> {
    const key = `${kind}/${orgId}`;
    let collection = this.#collections.get(key);
    if (collection === undefined) this.#collections.set(key, (collection = new Set()));
    return collection;
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
