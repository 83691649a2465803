import { Aim, type AimedRequest } from './aim.js';
import { chance, type Purpose } from './chance.js';
import type { Fault, FaultEffect } from './fault.js';
import { ReadMemory } from './read-memory.js';

/** A fault in place, with how often it was met. */
export type PlacedFault = Fault & {
  id: string;
  /** Requests that matched. */
  matched: number;
  /** Requests that were hit. */
  hits: number;
};

/** A fault that hits a request, with the chance that belongs to it. */
export interface Hit {
  effect: FaultEffect;
  /** Without a key, the number belongs to this hit; with one, it is the same at every hit. */
  draw: (purpose: Purpose, key?: string) => number;
}

interface Entry {
  placed: PlacedFault;
  aim: Aim;
  /** Due requests of each org so far: what its chance is counted by. */
  due: Map<string | null, number>;
}

/** The faults in place. */
export class FaultBoard {
  /** What reads showed before the last writes. */
  readonly memory = new ReadMemory();
  readonly #plan: readonly Fault[];
  readonly #entries = new Map<string, Entry>();
  #placed = 0;

  /** The plan's faults are placed anew whenever a world begins. */
  constructor(plan: readonly Fault[] = []) {
    this.#plan = plan;
  }

  /** A new world begins: whatever was in place goes, the plan comes. */
  restart(nowMs: number): void {
    this.clear();
    for (const fault of this.#plan) this.place(fault, nowMs);
  }

  place(fault: Fault, nowMs: number): string {
    this.#placed += 1;
    const id = fault.id ?? `fault-${this.#placed}`;
    const aim = new Aim(fault, nowMs);
    const times = {
      ...(fault.from === undefined ? {} : { from: new Date(aim.fromMs).toISOString() }),
      ...(fault.until === undefined ? {} : { until: new Date(aim.untilMs).toISOString() }),
    };
    const placed = { ...fault, ...times, id, matched: 0, hits: 0 };
    this.#entries.set(id, { placed, aim, due: new Map() });
    return id;
  }

  list(): PlacedFault[] {
    return [...this.#entries.values()].map(({ placed }) => placed);
  }

  remove(id: string): boolean {
    return this.#entries.delete(id);
  }

  clear(): void {
    this.#entries.clear();
    this.memory.clear();
  }

  /** Is there a fault of this kind about such requests, whatever their method? */
  isAbout(request: AimedRequest, type: FaultEffect['type']): boolean {
    return [...this.#entries.values()].some(
      ({ placed, aim }) => placed.effect.type === type && aim.isAbout(request),
    );
  }

  /**
   * Counts a request and answers what hits it, in the order in which the faults were placed. A fault
   * whose effect cannot apply to the request does not count it.
   */
  meet(request: AimedRequest, canApply: (effect: FaultEffect) => boolean = () => true): Hit[] {
    const hits: Hit[] = [];
    for (const { placed, aim, due } of this.#entries.values()) {
      if (!aim.meets(request) || !canApply(placed.effect)) continue;
      placed.matched += 1;
      if (!isDue(placed)) continue;
      const nth = (due.get(request.orgId) ?? 0) + 1;
      due.set(request.orgId, nth);
      const draw: Hit['draw'] = (purpose, key) =>
        chance(placed.seed, purpose, request.orgId, key ?? nth);
      if (draw('hit') >= placed.probability) continue;
      placed.hits += 1;
      hits.push({ effect: placed.effect, draw });
    }
    return hits;
  }
}

function isDue({ matched, hits, nth, count, every }: PlacedFault): boolean {
  if (matched < nth) return false;
  if (every !== undefined) return (matched - nth) % every < Math.max(1, count);
  return count === 0 || hits < count;
}
