import type { Call } from './call.js';

/** Callers who demand the same, in the order in which they came. */
export class WaitingLine {
  size = 0;
  #line: Call[] = [];
  #head = 0;

  join(call: Call): void {
    call.waiting = true;
    this.size += 1;
    this.#line.push(call);
  }

  /** A caller leaves. The place in the line is cleared when the head gets there. */
  leave(call: Call): void {
    call.waiting = false;
    this.size -= 1;
    if (this.size === 0) this.#clear();
  }

  /** The caller who has waited longest. */
  first(): Call | undefined {
    while (this.#head < this.#line.length) {
      const call = this.#line[this.#head];
      if (call?.waiting === true) return call;
      this.#head += 1;
    }
    return undefined;
  }

  takeFirst(): Call | undefined {
    const call = this.first();
    if (call === undefined) return undefined;
    this.#head += 1;
    this.leave(call);
    this.#compact();
    return call;
  }

  #compact(): void {
    if (this.#head < 1024 || this.#head * 2 < this.#line.length) return;
    this.#line = this.#line.slice(this.#head);
    this.#head = 0;
  }

  #clear(): void {
    this.#line = [];
    this.#head = 0;
  }
}
