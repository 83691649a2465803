import type { Fault, FaultEffect, FaultTarget } from './fault.js';

/** A fault in place, with how often it was met. */
export interface PlacedFault extends Fault {
  id: string;
  /** Requests that matched. */
  matched: number;
  /** Requests that were hit. */
  hits: number;
}

/** The faults in place. */
export class FaultBoard {
  readonly #faults = new Map<string, PlacedFault>();
  #placed = 0;

  place(fault: Fault): string {
    this.#placed += 1;
    const id = fault.id ?? `fault-${this.#placed}`;
    this.#faults.set(id, { ...fault, id, matched: 0, hits: 0 });
    return id;
  }

  list(): PlacedFault[] {
    return [...this.#faults.values()];
  }

  remove(id: string): boolean {
    return this.#faults.delete(id);
  }

  clear(): void {
    this.#faults.clear();
  }

  /** Counts a request and answers what hits it, in the order in which the faults were placed. */
  meet(target: FaultTarget): FaultEffect[] {
    const effects: FaultEffect[] = [];
    for (const fault of this.#faults.values()) {
      if (!matches(fault, target)) continue;
      fault.matched += 1;
      if (!isDue(fault)) continue;
      fault.hits += 1;
      effects.push(fault.effect);
    }
    return effects;
  }
}

function matches(fault: Fault, target: FaultTarget): boolean {
  return (
    (fault.orgId === undefined || fault.orgId === target.orgId) &&
    (fault.method === undefined || fault.method === target.method) &&
    (fault.kind === undefined || fault.kind === target.kind) &&
    (fault.resourceId === undefined || fault.resourceId === target.resourceId)
  );
}

function isDue(fault: PlacedFault): boolean {
  if (fault.matched < fault.nth) return false;
  return fault.count === 0 || fault.matched < fault.nth + fault.count;
}
