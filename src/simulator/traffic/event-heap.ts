import type { Call } from './call.js';

/** What can happen to a call. */
export const eventKinds = {
  arrives: 0,
  leavesFlow: 1,
  givesUp: 2,
  handled: 3,
  wrappedUp: 4,
} as const;

/**
 * The future, earliest first: a binary heap over parallel arrays, so that an event costs no
 * allocation.
 */
export class EventHeap {
  #times = new Float64Array(1024);
  #kinds = new Uint8Array(1024);
  readonly #calls: Call[] = [];
  #size = 0;

  /** The instant of the next event, or infinity. */
  get nextTime(): number {
    return this.#size === 0 ? Infinity : (this.#times[0] as number);
  }

  get nextKind(): number {
    return this.#kinds[0] as number;
  }

  push(time: number, kind: number, call: Call): void {
    if (this.#size === this.#times.length) this.#grow();
    let slot = this.#size;
    this.#size += 1;
    while (slot > 0) {
      const parent = (slot - 1) >> 1;
      if ((this.#times[parent] as number) <= time) break;
      this.#move(parent, slot);
      slot = parent;
    }
    this.#put(slot, time, kind, call);
  }

  /** Takes the next event out and answers its call; read `nextTime` and `nextKind` before. */
  pop(): Call {
    const first = this.#calls[0] as Call;
    this.#size -= 1;
    const last = this.#size;
    if (last > 0) this.#sink(this.#times[last] as number, this.#kinds[last] as number, last);
    this.#calls.pop();
    return first;
  }

  #sink(time: number, kind: number, last: number): void {
    const call = this.#calls[last] as Call;
    let slot = 0;
    for (let child = 1; child < last; child = 2 * slot + 1) {
      const right = child + 1;
      if (right < last && (this.#times[right] as number) < (this.#times[child] as number))
        child = right;
      if ((this.#times[child] as number) >= time) break;
      this.#move(child, slot);
      slot = child;
    }
    this.#put(slot, time, kind, call);
  }

  #move(from: number, to: number): void {
    this.#put(
      to,
      this.#times[from] as number,
      this.#kinds[from] as number,
      this.#calls[from] as Call,
    );
  }

  #put(slot: number, time: number, kind: number, call: Call): void {
    this.#times[slot] = time;
    this.#kinds[slot] = kind;
    this.#calls[slot] = call;
  }

  #grow(): void {
    const times = new Float64Array(this.#times.length * 2);
    const kinds = new Uint8Array(this.#times.length * 2);
    times.set(this.#times);
    kinds.set(this.#kinds);
    this.#times = times;
    this.#kinds = kinds;
  }
}
