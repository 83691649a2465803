import { Problem } from '../http/problem.js';
import { sameJson, type JsonObject } from '../json.js';
import type { ResourceKind } from '../world-file.js';
import type { Journal, JournalEntry } from './journal.js';
import { mergePatch } from './merge-patch.js';
import { nameOf, type Resource } from './resource.js';
import type { ResourceStore } from './resource-store.js';

/** Who writes, when, and on what condition: what the journal needs to know besides the change. */
export interface WriteOrigin {
  clientId: string;
  atMs: number;
  ifMatch: string | null;
}

/** The only way configuration changes: keeps names unique, references whole, and the journal full. */
export class ResourceWriter {
  readonly #store: ResourceStore;
  readonly #journal: Journal;
  readonly #followers: ((resource: Resource, origin: WriteOrigin) => void)[] = [];
  #created = 0;

  constructor(store: ResourceStore, journal: Journal) {
    this.#store = store;
    this.#journal = journal;
  }

  create(kind: ResourceKind, orgId: string, body: JsonObject, origin: WriteOrigin): Resource {
    if (body['id'] !== undefined) throw Problem.badRequest('id is assigned by the platform');
    this.#requireFreeName(kind, orgId, body, null);
    const resource = this.#store.add(kind, orgId, this.#nextId(kind, orgId), body);
    this.#record('POST', resource, null, resource.body, origin);
    return resource;
  }

  patch(resource: Resource, patch: JsonObject, origin: WriteOrigin): boolean {
    const before = resource.body;
    const after = mergePatch(before, patch);
    if (after['id'] !== resource.id) throw Problem.badRequest('id cannot be changed');
    if (!sameJson(after['name'], before['name'])) {
      this.#requireFreeName(resource.kind, resource.orgId, after, resource.id);
    }
    const changed = !sameJson(before, after);
    if (changed) this.#store.replace(resource, after);
    this.#record('PATCH', resource, before, after, origin);
    for (const follow of this.#followers) follow(resource, origin);
    return changed;
  }

  /** Lets a dialect follow what is patched past it, such as by a person. */
  onPatched(follow: (resource: Resource, origin: WriteOrigin) => void): void {
    this.#followers.push(follow);
  }

  remove(resource: Resource, origin: WriteOrigin): void {
    const referrers = this.#store.referrersOf(resource.id);
    if (referrers.length > 0) throw referenced(resource, referrers);
    this.#store.remove(resource);
    this.#record('DELETE', resource, resource.body, null, origin);
  }

  /**
   * Makes a resource exactly what a dialect projects onto it; null takes it away. The dialect has
   * its own rules for names and references, so none apply here.
   */
  project(
    kind: ResourceKind,
    orgId: string,
    id: string,
    body: JsonObject | null,
    origin: WriteOrigin,
  ): void {
    const known = this.#store.get(id);
    const before = known?.body ?? null;
    if (body === null) {
      if (known === undefined) return;
      this.#store.remove(known);
      this.#record('DELETE', known, before, null, origin);
      return;
    }
    const after = { ...body, id };
    if (known !== undefined && !sameJson(before, after)) this.#store.replace(known, after);
    const resource = known ?? this.#store.add(kind, orgId, id, after);
    this.#record(known === undefined ? 'POST' : 'PATCH', resource, before, after, origin);
  }

  #requireFreeName(
    kind: ResourceKind,
    orgId: string,
    body: JsonObject,
    ownId: string | null,
  ): void {
    const name = body['name'];
    if (typeof name !== 'string' || name === '') throw Problem.badRequest('name is required');
    const holder = this.#store.named(orgId, kind, name);
    if (holder === undefined || holder.id === ownId) return;
    throw new Problem(409, 'general.conflict', `a ${kind} named "${name}" already exists`, [
      { kind, id: holder.id, name },
    ]);
  }

  /** Counted, not random: the same requests against the same world give the same ids. */
  #nextId(kind: ResourceKind, orgId: string): string {
    this.#created += 1;
    const id = `${kind}_${orgId}_${String(this.#created).padStart(4, '0')}`;
    return this.#store.get(id) === undefined ? id : this.#nextId(kind, orgId);
  }

  #record(
    method: JournalEntry['method'],
    resource: Resource,
    before: JsonObject | null,
    after: JsonObject | null,
    origin: WriteOrigin,
  ): void {
    this.#journal.record({
      time: new Date(origin.atMs).toISOString(),
      orgId: resource.orgId,
      clientId: origin.clientId,
      method,
      kind: resource.kind,
      resourceId: resource.id,
      name: nameOf(resource),
      before,
      after,
      changed: !sameJson(before, after),
      ifMatch: origin.ifMatch,
    });
  }
}

function referenced(resource: Resource, referrers: Resource[]): Problem {
  return new Problem(
    409,
    'resource.referenced',
    `${resource.kind} ${resource.id} is still referenced by ${referrers.map((one) => one.id).join(', ')}`,
    referrers.map((one) => ({ orgId: one.orgId, kind: one.kind, id: one.id, name: nameOf(one) })),
  );
}
