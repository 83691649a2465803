import { sameJson, type JsonObject } from '../json.js';
import type { WriteOrigin } from '../world/resource-writer.js';
import type { Resource } from '../world/resource.js';
import type { World } from '../world/world.js';
import {
  nativeSectionOf,
  pointOfContactOf,
  scriptBody,
  versionsOf,
  type NativeKind,
  type PointOfContact,
  type ScriptVersion,
} from './bodies.js';
import { Configuration, neutralKindOf } from './configuration.js';
import {
  projectEntry,
  sourceOf,
  strategyPrefixOf,
  type EntryProjection,
} from './entry-projection.js';

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
    this.remove('script', script.id);
    this.refreshEntries();
  }

  remove(kind: 'script' | 'hours_of_operation', id: string): void {
    this.#world.writer.project(neutralKindOf(kind), this.#orgId, id, null, this.#origin);
  }

  putPointOfContact(id: string, contact: PointOfContact): void {
    const content = this.#configuration.currentVersion(contact.scriptName)?.content;
    const skills = this.#configuration.skillReferences();
    this.#place(id, projectEntry(id, contact, content, skills));
  }

  /** Lets the points of contact follow their scripts and skills. */
  refreshEntries(): void {
    const skills = this.#configuration.skillReferences();
    for (const resource of this.#configuration.list('point_of_contact')) {
      const contact = pointOfContactOf(resource);
      const content = this.#configuration.currentVersion(contact.scriptName)?.content;
      // What is still made of the same stays, also where a person has put a hand to the blocks.
      if (nativeSectionOf(resource)['madeFrom'] === sourceOf(contact, content, skills)) continue;
      this.#place(resource.id, projectEntry(resource.id, contact, content, skills));
    }
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
