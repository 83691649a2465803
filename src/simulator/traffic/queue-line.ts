import type { Call } from './call.js';

/** The agents of a queue and the line in front of them: first come, first served. */
export class QueueLine {
  readonly queueId: string;
  readonly agents: number;
  readonly handleMs: number;
  readonly skill: string | null;
  busyAgents = 0;
  waitingCalls = 0;
  #line: Call[] = [];
  #head = 0;

  constructor(queueId: string, agents: number, handleMs: number, skill: string | null) {
    this.queueId = queueId;
    this.agents = agents;
    this.handleMs = handleMs;
    this.skill = skill;
  }

  get hasFreeAgent(): boolean {
    return this.busyAgents < this.agents;
  }

  join(call: Call): void {
    call.waiting = true;
    this.waitingCalls += 1;
    this.#line.push(call);
  }

  /** A caller gives up. The place in the line is cleared when the head gets there. */
  leave(call: Call): void {
    call.waiting = false;
    this.waitingCalls -= 1;
    if (this.waitingCalls === 0) this.#clear();
  }

  /** Takes the caller who has waited longest. */
  takeNext(): Call | undefined {
    while (this.#head < this.#line.length) {
      const call = this.#line[this.#head];
      this.#head += 1;
      if (call?.waiting === true) {
        this.leave(call);
        this.#compact();
        return call;
      }
    }
    return undefined;
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
