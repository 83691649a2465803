import { sameJson, type JsonObject } from '../json.js';
import type { WriteOrigin } from '../world/resource-writer.js';
import type { Resource } from '../world/resource.js';
import type { World } from '../world/world.js';
import {
  pointOfContactOf,
  scriptBody,
  versionsOf,
  type NativeKind,
  type PointOfContact,
  type ScriptVersion,
} from './bodies.js';
import { Configuration, neutralKindOf } from './configuration.js';
import { projectEntry, strategyPrefixOf, type EntryProjection } from './entry-projection.js';

/** Writes in one tenant: unconditional, for CXone knows no versions; whoever writes last wins. */
export class Changes {
  readonly #world: World;
  readonly #orgId: string;
  readonly #origin: WriteOrigin;
  readonly #configuration: Configuration;

  constructor(world: World, orgId: string, clientId: string, atMs: number) {
    this.#world = world;
    this.#orgId = orgId;
    this.#origin = { clientId, atMs, ifMatch: null };
    this.#configuration = new Configuration(world.store, orgId);
  }

  /** Makes a resource exactly this; points of contact follow what they run. */
  put(kind: Exclude<NativeKind, 'point_of_contact'>, id: string, body: JsonObject): void {
    this.#write(kind, id, body);
    this.refreshEntries();
  }

  /** Saves a script under a new id and answers that; the name stays and callers get it at once. */
  saveScript(scriptName: string, content: string, modifyUser: string, scriptId: number): number {
    const modifyDate = new Date(this.#origin.atMs).toISOString();
    const version: ScriptVersion = { scriptId, modifyDate, modifyUser, content };
    const known = this.#configuration.named('script', scriptName);
    const versions = known === undefined ? [version] : [...versionsOf(known), version];
    this.put('script', known?.id ?? String(scriptId), scriptBody(scriptName, versions));
    return scriptId;
  }

  /** Takes a script away with its history. A point of contact that still names it fails its callers. */
  removeScript(script: Resource): void {
    this.#world.writer.project('flow', this.#orgId, script.id, null, this.#origin);
    this.refreshEntries();
  }

  putPointOfContact(id: string, contact: PointOfContact): void {
    this.#place(id, this.#projectionOf(id, contact));
  }

  /** Lets the points of contact follow their scripts and skills, also after edits by hand. */
  refreshEntries(): void {
    for (const resource of this.#configuration.list('point_of_contact')) {
      const projection = this.#projectionOf(resource.id, pointOfContactOf(resource));
      const expected = { ...projection.flow, id: resource.id };
      const isCurrent =
        sameJson(resource.body, expected) &&
        [...projection.strategies].every(([id, body]) =>
          sameJson(this.#world.store.get(id)?.body, { ...body, id }),
        );
      if (!isCurrent) this.#place(resource.id, projection);
    }
  }

  #projectionOf(id: string, contact: PointOfContact): EntryProjection {
    const content = this.#configuration.currentVersion(contact.scriptName)?.content;
    return projectEntry(id, contact, content, this.#configuration.skillReferences());
  }

  #place(id: string, { flow, strategies }: EntryProjection): void {
    const { store, writer } = this.#world;
    for (const [strategyId, body] of strategies) {
      if (sameJson(store.get(strategyId)?.body, { ...body, id: strategyId })) continue;
      writer.project('strategy', this.#orgId, strategyId, body, this.#origin);
    }
    this.#write('point_of_contact', id, flow);
    const prefix = strategyPrefixOf(id);
    for (const strategy of store.list(this.#orgId, 'strategy')) {
      if (!strategy.id.startsWith(prefix) || strategies.has(strategy.id)) continue;
      writer.project('strategy', this.#orgId, strategy.id, null, this.#origin);
    }
  }

  #write(kind: NativeKind, id: string, body: JsonObject): void {
    this.#world.writer.project(neutralKindOf(kind), this.#orgId, id, body, this.#origin);
  }
}
