import type { CallSource } from './call-source.js';
import type { QueueLine } from './queue-line.js';

/** One caller. All chance that concerns a call is drawn when it is made. */
export class Call {
  readonly source: CallSource;
  readonly offeredAtMs: number;
  /** When the caller would hang up, counted from the offer, while the flow plays. */
  readonly hangUpAfterMs: number;
  readonly patienceMs: number;
  /** Times the queue's mean, this is how long the conversation takes. */
  readonly handleFactor: number;
  readonly ringMs: number;
  readonly dice: number;

  /** Where the flow sends the call; null when it is lost in the flow. */
  strategyId: string | null = null;
  queueId: string | null = null;

  line: QueueLine | null = null;
  queuedAtMs = 0;
  waiting = false;

  constructor(source: CallSource, offeredAtMs: number) {
    const { patience, handling, routing } = source.streams;
    this.source = source;
    this.offeredAtMs = offeredAtMs;
    this.hangUpAfterMs = patience.exponential() * source.meanHangUpMs;
    this.patienceMs = patience.exponential() * source.meanPatienceMs;
    this.handleFactor = handling.exponential();
    this.ringMs = 4000 + 4000 * handling.uniform();
    this.dice = routing.bits();
  }
}
