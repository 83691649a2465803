import type { PlacedShock } from './shock.js';

const minuteMs = 60_000;

/** How bad the lines are. */
export interface LineQuality {
  addedHangUpsPerMs: number;
  addedRingMs: number;
}

const goodLines: LineQuality = { addedHangUpsPerMs: 0, addedRingMs: 0 };

/** What the shocks that are on make of the world. */
export class Conditions {
  /** Share of the calls that each carrier loses; absent: none. */
  readonly lostShares = new Map<string, number>();
  #shocks: readonly PlacedShock[] = [];
  readonly #lines = new Map<string, LineQuality>();

  /** Takes the shocks that are on from now. */
  become(shocks: readonly PlacedShock[]): void {
    this.#shocks = shocks;
    this.#lines.clear();
    this.lostShares.clear();
    for (const shock of shocks) {
      if (shock.type !== 'carrierOutage') continue;
      const kept = 1 - (this.lostShares.get(shock.carrier) ?? 0);
      this.lostShares.set(shock.carrier, 1 - kept * (1 - shock.share));
    }
  }

  lines(region: string): LineQuality {
    if (this.#shocks.length === 0) return goodLines;
    let lines = this.#lines.get(region);
    if (lines === undefined) this.#lines.set(region, (lines = this.#qualityIn(region)));
    return lines;
  }

  /** Share of a queue's agents who are on queue although they might have been sent off. */
  shareOnQueue(orgId: string, queueId: string): number {
    let share = 1;
    for (const shock of this.#shocks) {
      if (shock.type !== 'agentsOff' || shock.orgId !== orgId) continue;
      if (shock.queueId === undefined || shock.queueId === queueId) share *= 1 - shock.share;
    }
    return share;
  }

  #qualityIn(region: string): LineQuality {
    const quality = { ...goodLines };
    for (const shock of this.#shocks) {
      if (shock.type !== 'degradation') continue;
      if (shock.region !== undefined && shock.region !== region) continue;
      quality.addedHangUpsPerMs += shock.hangUpsPerMinute / minuteMs;
      quality.addedRingMs += shock.ringSeconds * 1000;
    }
    return quality;
  }
}
