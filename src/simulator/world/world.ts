import { Traffic } from '../traffic/traffic.js';
import type { ParsedWorld, ResourceKind, WorldOrg } from '../world-file.js';
import { Agenda } from './agenda.js';
import { Journal } from './journal.js';
import { RateLimiter } from './rate-limiter.js';
import { ResourceStore } from './resource-store.js';
import { ResourceWriter } from './resource-writer.js';
import { TokenRegistry } from './token-registry.js';

const minuteMs = 60_000;

/** One simulated enterprise in the state it has now. */
export class World {
  readonly orgs: Map<string, WorldOrg>;
  readonly store = new ResourceStore();
  readonly journal = new Journal();
  readonly writer = new ResourceWriter(this.store, this.journal);
  readonly agenda = new Agenda();
  readonly limiter = new RateLimiter();
  readonly tokens: TokenRegistry;
  readonly traffic: Traffic;

  /** Builds the world and plays its warm-up, so that it has a history at `startMs`. */
  constructor(file: ParsedWorld, startMs: number) {
    this.orgs = new Map(file.orgs.map((org) => [org.id, org]));
    for (const org of file.orgs) this.#addResources(org);
    this.tokens = new TokenRegistry(file.orgs);
    this.traffic = new Traffic(
      file,
      this.store,
      startMs - file.warmUpMinutes * minuteMs,
      () => {},
    );
    this.traffic.advance(startMs);
  }

  /** Plays the traffic up to the given instant, and on the way what the agenda holds. */
  advance(toMs: number): void {
    for (let due = this.agenda.take(toMs); due !== undefined; due = this.agenda.take(toMs)) {
      this.traffic.advance(due.atMs);
      due.happen(due.atMs);
    }
    this.traffic.advance(toMs);
  }

  childrenOf(orgId: string): WorldOrg[] {
    return [...this.orgs.values()].filter((org) => org.parentOrgId === orgId);
  }

  #addResources(org: WorldOrg): void {
    for (const [kind, bodies] of Object.entries(org.resources)) {
      for (const body of bodies) {
        this.store.add(kind as ResourceKind, org.id, body.id, body);
      }
    }
  }
}
