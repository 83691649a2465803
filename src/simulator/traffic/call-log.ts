import { endings, type Ending } from './ending.js';

const keptMs = 12 * 3_600_000;
const firstCapacity = 256;

/** One call of the log. The wait is that in the queue, ringing included. */
export interface LoggedCall {
  offeredAtMs: number;
  ending: Ending;
  queueId: string | null;
  waitMs: number;
}

/** Every call of an org over the last twelve hours, in the order of their offer, in parallel arrays. */
export class CallLog {
  #offered = new Float64Array(firstCapacity);
  #waits = new Uint32Array(firstCapacity);
  #queues = new Uint16Array(firstCapacity);
  #endings = new Uint8Array(firstCapacity);
  /** How many calls were forgotten: a call's number counts them too. */
  #forgotten = 0;
  #size = 0;
  readonly #queueIds: (string | null)[] = [null];
  readonly #queueIndex = new Map<string | null, number>([[null, 0]]);

  /** Notes a call that begins, and answers its number. */
  begin(offeredAtMs: number): number {
    if (this.#size === this.#offered.length) this.#makeRoom(offeredAtMs);
    const place = this.#size;
    this.#size += 1;
    this.#offered[place] = offeredAtMs;
    this.#endings[place] = 0;
    this.#queues[place] = 0;
    this.#waits[place] = 0;
    return place + this.#forgotten;
  }

  end(number: number, ending: Ending, queueId: string | null, waitMs: number): void {
    const place = number - this.#forgotten;
    if (place < 0) return;
    this.#endings[place] = endings.indexOf(ending);
    this.#queues[place] = this.#indexOf(queueId);
    this.#waits[place] = Math.round(waitMs);
  }

  /** Visits the calls that were offered within [fromMs, toMs); the ending comes as its code. */
  visit(
    fromMs: number,
    toMs: number,
    see: (endingCode: number, queueId: string | null, waitMs: number, offeredAtMs: number) => void,
  ): void {
    for (let place = this.#firstSince(fromMs); place < this.#size; place += 1) {
      const offeredAtMs = this.#offered[place] as number;
      if (offeredAtMs >= toMs) return;
      const queueId = this.#queueIds[this.#queues[place] as number] ?? null;
      see(this.#endings[place] as number, queueId, this.#waits[place] as number, offeredAtMs);
    }
  }

  /** The same as a list. */
  between(fromMs: number, toMs: number): LoggedCall[] {
    const calls: LoggedCall[] = [];
    this.visit(fromMs, toMs, (code, queueId, waitMs, offeredAtMs) => {
      calls.push({ offeredAtMs, ending: endings[code] ?? 'open', queueId, waitMs });
    });
    return calls;
  }

  #firstSince(fromMs: number): number {
    let low = 0;
    let high = this.#size;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#offered[middle] as number) < fromMs) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #indexOf(queueId: string | null): number {
    let index = this.#queueIndex.get(queueId);
    if (index === undefined) {
      index = this.#queueIds.push(queueId) - 1;
      this.#queueIndex.set(queueId, index);
    }
    return index;
  }

  /** Forgets what is too old, and grows if that is not much. */
  #makeRoom(nowMs: number): void {
    const outdated = this.#firstSince(nowMs - keptMs);
    const grows = outdated < this.#size / 4;
    const capacity = grows ? this.#size * 2 : this.#size;
    const moved = <A extends Float64Array | Uint32Array | Uint16Array | Uint8Array>(
      into: A,
      from: A,
    ): A => {
      into.set(from.subarray(outdated, this.#size));
      return into;
    };
    this.#offered = moved(new Float64Array(capacity), this.#offered);
    this.#waits = moved(new Uint32Array(capacity), this.#waits);
    this.#queues = moved(new Uint16Array(capacity), this.#queues);
    this.#endings = moved(new Uint8Array(capacity), this.#endings);
    this.#size -= outdated;
    this.#forgotten += outdated;
  }
}
