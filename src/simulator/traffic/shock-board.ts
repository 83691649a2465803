import type { PlacedShock, Shock } from './shock.js';

const minuteMs = 60_000;

/**
 * All shocks, those to come and those that are over too: a replay of the world needs them. None may
 * change what has passed, so that a world that knew them from the start would have gone the same way.
 */
export class ShockBoard {
  readonly #shocks = new Map<string, PlacedShock>();
  #placed = 0;

  /** `baseMs` is what `fromMinutes` counts from; nothing begins before `notBeforeMs`. */
  place(shock: Shock, baseMs: number, notBeforeMs: number): PlacedShock {
    const { from, fromMinutes } = shock;
    const wantedMs = from === undefined ? baseMs + fromMinutes * minuteMs : Date.parse(from);
    const fromMs = Math.max(Math.round(wantedMs), notBeforeMs);
    const durationMs = shock.type === 'edit' ? 0 : Math.round(shock.minutes * minuteMs);
    const toMs = Math.max(fromMs, Math.round(wantedMs) + durationMs);
    return this.restore({ ...shock, id: shock.id ?? this.#freeId(), fromMs, toMs });
  }

  /** Places a shock as another world has had it. */
  restore(placed: PlacedShock): PlacedShock {
    const own = { ...placed };
    this.#shocks.set(own.id, own);
    return own;
  }

  has(id: string): boolean {
    return this.#shocks.has(id);
  }

  list(): PlacedShock[] {
    return [...this.#shocks.values()];
  }

  activeAt(atMs: number): PlacedShock[] {
    return this.list().filter((shock) => shock.fromMs <= atMs && atMs < shock.toMs);
  }

  /** The next instant at which a shock begins or ends. */
  nextEdgeAfter(atMs: number): number {
    let edgeMs = Infinity;
    for (const { fromMs, toMs } of this.#shocks.values()) {
      if (fromMs > atMs) edgeMs = Math.min(edgeMs, fromMs);
      if (toMs > atMs) edgeMs = Math.min(edgeMs, toMs);
    }
    return edgeMs;
  }

  /**
   * Ends a shock now and answers it; one that has not begun never does. Undefined if there is none,
   * or it is over.
   */
  end(id: string, nowMs: number): PlacedShock | undefined {
    const shock = this.#shocks.get(id);
    if (shock === undefined || shock.toMs <= nowMs) return undefined;
    if (shock.fromMs >= nowMs) this.#shocks.delete(id);
    shock.toMs = Math.max(nowMs, shock.fromMs);
    return shock;
  }

  #freeId(): string {
    this.#placed += 1;
    const id = `shock-${this.#placed}`;
    return this.#shocks.has(id) ? this.#freeId() : id;
  }
}
