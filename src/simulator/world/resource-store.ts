import type { Json, JsonObject } from '../json.js';
import type { ResourceKind } from '../world-file.js';
import { nameOf, type Resource } from './resource.js';

/** All configuration of all orgs. Ids are unique across orgs, so that one may reference another's. */
export class ResourceStore {
  readonly #byId = new Map<string, Resource>();
  readonly #collections = new Map<string, Set<Resource>>();
  #revision = 0;

  /** Grows with every change: what was derived from an older revision is stale. */
  get revision(): number {
    return this.#revision;
  }

  add(kind: ResourceKind, orgId: string, id: string, body: JsonObject): Resource {
    const resource: Resource = { id, kind, orgId, body: { ...body, id }, version: 1 };
    this.#byId.set(id, resource);
    this.#collection(orgId, kind).add(resource);
    this.#revision += 1;
    return resource;
  }

  replace(resource: Resource, body: JsonObject): void {
    resource.body = body;
    resource.version += 1;
    this.#revision += 1;
  }

  remove(resource: Resource): void {
    this.#byId.delete(resource.id);
    this.#collection(resource.orgId, resource.kind).delete(resource);
    this.#revision += 1;
  }

  get(id: string): Resource | undefined {
    return this.#byId.get(id);
  }

  /** The resources of one kind in one org, in the order of their creation. */
  list(orgId: string, kind: ResourceKind): Resource[] {
    return [...this.#collection(orgId, kind)];
  }

  named(orgId: string, kind: ResourceKind, name: string): Resource | undefined {
    return this.list(orgId, kind).find((one) => nameOf(one) === name);
  }

  /** The other resources, of any org, that mention the id anywhere in their bodies. */
  referrersOf(id: string): Resource[] {
    return [...this.#byId.values()].filter((one) => one.id !== id && mentions(one.body, id));
  }

  #collection(orgId: string, kind: ResourceKind): Set<Resource> {
    const key = `${kind}/${orgId}`;
    let collection = this.#collections.get(key);
    if (collection === undefined) this.#collections.set(key, (collection = new Set()));
    return collection;
  }
}

function mentions(value: Json, id: string): boolean {
  if (typeof value === 'string') return value === id;
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).some((member: Json) => mentions(member, id));
}
