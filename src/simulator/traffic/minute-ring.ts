const minuteMs = 60_000;
const keptMinutes = 720;

/** Sums per minute, a few columns wide, of the last twelve hours. */
export class MinuteRing {
  readonly #width: number;
  readonly #values: Float64Array;
  #newest = -1;

  constructor(width: number) {
    this.#width = width;
    this.#values = new Float64Array(keptMinutes * width);
  }

  add(atMs: number, column: number, amount: number): void {
    const minute = Math.floor(atMs / minuteMs);
    this.#reach(minute);
    if (minute <= this.#newest - keptMinutes) return;
    const place = (minute % keptMinutes) * this.#width + column;
    this.#values[place] = (this.#values[place] as number) + amount;
  }

  /** The sums of all columns over the minutes that begin within [fromMs, toMs). */
  sum(fromMs: number, toMs: number): number[] {
    const sums = Array.from({ length: this.#width }, () => 0);
    const last = Math.min(Math.ceil(toMs / minuteMs) - 1, this.#newest);
    const first = Math.max(Math.ceil(fromMs / minuteMs), this.#newest - keptMinutes + 1, 0);
    for (let minute = first; minute <= last; minute += 1) {
      const place = (minute % keptMinutes) * this.#width;
      for (let column = 0; column < this.#width; column += 1) {
        sums[column] = (sums[column] as number) + (this.#values[place + column] as number);
      }
    }
    return sums;
  }

  /** The first minute whose columns satisfy the test, as its beginning in ms. */
  firstMinute(test: (columns: number[]) => boolean): number | undefined {
    for (let age = keptMinutes - 1; age >= 0; age -= 1) {
      const fromMs = (this.#newest - age) * minuteMs;
      if (fromMs >= 0 && test(this.sum(fromMs, fromMs + minuteMs))) return fromMs;
    }
    return undefined;
  }

  /** Makes room for a minute: clears the places that it and the ones before it take over. */
  #reach(minute: number): void {
    if (minute <= this.#newest) return;
    const first = Math.max(this.#newest + 1, minute - keptMinutes + 1);
    for (let cleared = first; cleared <= minute; cleared += 1) {
      const place = (cleared % keptMinutes) * this.#width;
      this.#values.fill(0, place, place + this.#width);
    }
    this.#newest = minute;
  }
}
