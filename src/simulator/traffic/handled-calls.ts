import { MinuteRing } from './minute-ring.js';

/** What calls took agents, by the end of their work on them. */
export interface Handling {
  calls: number;
  /** From the ringing to the end of the conversation. */
  talkSecondsSum: number;
  wrapUpSecondsSum: number;
}

/** The calls that agents of one queue are done with. */
export class HandledCalls {
  /** Only a queue that handles calls needs the room. */
  #ring: MinuteRing | null = null;

  count(call: { assignedAtMs: number; hungUpAtMs: number }, nowMs: number): void {
    this.#ring ??= new MinuteRing(3);
    this.#ring.add(nowMs, 0, 1);
    this.#ring.add(nowMs, 1, (call.hungUpAtMs - call.assignedAtMs) / 1000);
    this.#ring.add(nowMs, 2, (nowMs - call.hungUpAtMs) / 1000);
  }

  between(fromMs: number, toMs: number): Handling {
    const [calls = 0, talk = 0, wrapUp = 0] = this.#ring?.sum(fromMs, toMs) ?? [];
    return { calls, talkSecondsSum: talk, wrapUpSecondsSum: wrapUp };
  }
}
