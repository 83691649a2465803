import type { AgentGroup } from './agent-group.js';
import type { CallSource } from './call-source.js';
import type { Demand } from './demand.js';
import { exponentialOf, purposes, uniformOf } from './draws.js';
import type { CallTrace } from './call-trace.js';
import type { FlowEnding } from './ending.js';
import type { QueueLine } from './queue-line.js';
import type { Trunk } from './trunk.js';

/** One caller. All chance that concerns a call follows from its dice. */
export class Call {
  readonly source: CallSource;
  readonly number: number;
  readonly offeredAtMs: number;
  readonly dice: number;
  /** Of a test call: what became of it. */
  readonly trace: CallTrace | null;
  /** Place in the org's log. */
  logged = -1;
  trunk: Trunk | null = null;

  /** Where the flow sends the call; if to neither, why not. */
  strategyId: string | null = null;
  queueId: string | null = null;
  flowEnding: FlowEnding = 'hungUpInFlow';

  line: QueueLine | null = null;
  group: AgentGroup | null = null;
  queuedAtMs = 0;
  /** When an agent's telephone began to ring. */
  assignedAtMs = 0;
  hungUpAtMs = 0;
  turn = 0;
  waiting = false;

  constructor(
    source: CallSource,
    number: number,
    offeredAtMs: number,
    dice: number,
    trace: CallTrace | null = null,
  ) {
    this.source = source;
    this.number = number;
    this.offeredAtMs = offeredAtMs;
    this.dice = dice;
    this.trace = trace;
  }

  get demand(): Demand {
    return this.source.demand;
  }

  get patienceMs(): number {
    const { meanPatienceMs, patienceIsExact } = this.source;
    if (patienceIsExact) return meanPatienceMs;
    return meanPatienceMs * exponentialOf(this.dice, purposes.patience);
  }

  /** When the caller would hang up in the flow, counted from its beginning, if lines are so bad. */
  hangUpAfterMs(addedHangUpsPerMs: number): number {
    const hazard = this.source.hangUpsPerMs + addedHangUpsPerMs;
    return hazard === 0 ? Infinity : exponentialOf(this.dice, purposes.hangUp) / hazard;
  }

  /** Uniform in [0, 1), always the same for the same purpose. */
  chance(purpose: number): number {
    return uniformOf(this.dice, purpose);
  }

  /** Exponential with the given mean, always the same for the same purpose. */
  duration(purpose: number, meanMs: number): number {
    return meanMs === 0 ? 0 : meanMs * exponentialOf(this.dice, purpose);
  }
}
