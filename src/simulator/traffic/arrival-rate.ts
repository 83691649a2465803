const hourMs = 3_600_000;

/** A span in which callers come more, or less, often. */
export interface RateWindow {
  fromMs: number;
  toMs: number;
  factor: number;
}

/** How often callers come: a base rate, the day's curve, and whatever passes over it. */
export class ArrivalRate {
  readonly #windows: RateWindow[] = [];
  readonly #perMs: number;
  readonly #hourlyFactors: readonly number[] | null;
  readonly #offsetMs: number;

  constructor(perMinute: number, hourlyFactors: readonly number[] | null, offsetMs: number) {
    this.#perMs = perMinute / 60_000;
    this.#hourlyFactors = hourlyFactors;
    this.#offsetMs = offsetMs;
  }

  /** When the rate since `fromMs` has added up to `amount`; infinitely late when nobody calls. */
  reach(amount: number, fromMs: number): number {
    if (this.#perMs === 0) return Infinity;
    let leftover = amount / this.#perMs;
    let atMs = fromMs;
    for (;;) {
      const factor = this.#factorAt(atMs);
      const untilMs = this.#changeAfter(atMs);
      const gapMs = leftover / factor;
      if (atMs + gapMs <= untilMs) return atMs + gapMs;
      leftover = Math.max(0, leftover - (untilMs - atMs) * factor);
      atMs = untilMs;
    }
  }

  /**
   * Adds a window, or takes note that it has changed; one that never opens goes. Only what is to
   * come may change: what is past has already brought its callers.
   */
  setWindow(window: RateWindow): void {
    const known = this.#windows.indexOf(window);
    const opens = window.toMs > window.fromMs;
    if (known < 0 && opens) this.#windows.push(window);
    else if (known >= 0 && !opens) this.#windows.splice(known, 1);
  }

  #factorAt(atMs: number): number {
    let factor = 1;
    if (this.#hourlyFactors !== null) {
      factor = this.#hourlyFactors[Math.floor((atMs + this.#offsetMs) / hourMs) % 24] ?? 1;
    }
    for (const window of this.#windows) {
      if (window.fromMs <= atMs && atMs < window.toMs) factor *= window.factor;
    }
    return factor;
  }

  #changeAfter(atMs: number): number {
    let changeMs = Infinity;
    if (this.#hourlyFactors !== null) {
      const hour = Math.floor((atMs + this.#offsetMs) / hourMs) + 1;
      changeMs = hour * hourMs - this.#offsetMs;
    }
    for (const { fromMs, toMs } of this.#windows) {
      if (fromMs > atMs) changeMs = Math.min(changeMs, fromMs);
      else if (toMs > atMs) changeMs = Math.min(changeMs, toMs);
    }
    return changeMs;
  }
}
