import { Problem } from '../http/problem.js';
import type { PlacedShock, PlacedShockOf, Shock } from '../traffic/shock.js';
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
  readonly limiter: RateLimiter;
  readonly tokens: TokenRegistry;
  readonly traffic: Traffic;

  /** What it was made of, and when; a replay begins there. */
  readonly file: ParsedWorld;
  readonly startMs: number;

  /**
   * Builds the world and plays its warm-up, so that it has a history at `startMs`. Given shocks take
   * the place of the file's, and leave the warm-up to be played: that is for a replay.
   */
  constructor(file: ParsedWorld, startMs: number, shocks?: readonly PlacedShock[]) {
    this.file = file;
    this.startMs = startMs;
    this.orgs = new Map(file.orgs.map((org) => [org.id, org]));
    for (const org of file.orgs) this.#addResources(org);
    this.tokens = new TokenRegistry(file.orgs);
    this.limiter = new RateLimiter(file.requestLimit);
    const fromMs = startMs - file.warmUpMinutes * minuteMs;
    this.traffic = new Traffic(file, this.store, fromMs);
    if (shocks === undefined) {
      for (const shock of file.shocks) this.placeShock(shock, startMs, fromMs);
      this.advance(startMs);
    } else {
      for (const shock of shocks) this.traffic.shockChanged(this.traffic.shocks.restore(shock));
    }
  }

  /** Plays the traffic up to the given instant, and on the way what the agenda holds. */
  advance(toMs: number): void {
    for (let due = this.agenda.take(toMs); due !== undefined; due = this.agenda.take(toMs)) {
      this.traffic.advance(due.atMs);
      due.happen(due.atMs);
    }
    this.traffic.advance(toMs);
  }

  /** Places a shock. Its `fromMinutes` count from `baseMs`; it begins no earlier than `nowMs`. */
  placeShock(shock: Shock, baseMs: number, nowMs: number): PlacedShock {
    const placed = this.traffic.shocks.place(shock, baseMs, nowMs);
    this.traffic.shockChanged(placed);
    if (placed.type === 'edit') {
      this.agenda.at(placed.fromMs, (atMs) => {
        if (this.traffic.shocks.has(placed.id)) this.#edit(placed, atMs);
      });
    }
    return placed;
  }

  /** Ends a shock before its time; false if there is none that could end. */
  endShock(id: string, nowMs: number): boolean {
    const ended = this.traffic.shocks.end(id, nowMs);
    if (ended === undefined) return false;
    this.traffic.shockChanged(ended);
    return true;
  }

  childrenOf(orgId: string): WorldOrg[] {
    return [...this.orgs.values()].filter((org) => org.parentOrgId === orgId);
  }

  #edit({ resourceId, patch, by }: PlacedShockOf<'edit'>, atMs: number): void {
    const resource = this.store.get(resourceId);
    const origin = { clientId: `manual:${by}`, atMs, ifMatch: null };
    try {
      if (resource !== undefined) this.writer.patch(resource, patch, origin);
    } catch (error) {
      // What the platform refuses, such as a name in use, a person cannot do either.
      if (!(error instanceof Problem)) throw error;
    }
  }

  #addResources(org: WorldOrg): void {
    for (const [kind, bodies] of Object.entries(org.resources)) {
      for (const body of bodies) {
        this.store.add(kind as ResourceKind, org.id, body.id, body);
      }
    }
  }
}
