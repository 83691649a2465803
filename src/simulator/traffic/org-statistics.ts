import { CallLog } from './call-log.js';
import type { AbandonCause, FlowEnding } from './ending.js';
import { MinuteRing } from './minute-ring.js';

/** How calls end, as the analytics name it. */
export const outcomes = [
  { dispositionCode: 'answered', wrapUpCode: 'resolved' },
  { dispositionCode: 'answered', wrapUpCode: 'follow_up' },
  { dispositionCode: 'abandoned', wrapUpCode: null },
] as const;
export const outcomeIndex = { resolved: 0, followUp: 1, abandoned: 2 } as const;

/** Columns an outcome takes in a ring: calls, sum of waits, sum of squared waits. */
export const columnsPerOutcome = 3;

const flowEndings: ReadonlySet<string> = new Set<FlowEnding>([
  'hungUpInFlow',
  'gaveUpOnFlowError',
  'flowTimedOut',
  'disconnected',
]);

/** What really happened to the callers of an org since the world began. */
export interface Truth {
  offered: number;
  answered: number;
  abandoned: number;
  /** Carrier outages included. */
  lostAtTrunk: number;
  lostInFlow: number;
  gaveUpInQueue: number;
  flowErrors: number;
}

/** What the callers of one org experienced, minute by minute of their offer. */
export class OrgStatistics {
  readonly truth: Truth = {
    offered: 0,
    answered: 0,
    abandoned: 0,
    lostAtTrunk: 0,
    lostInFlow: 0,
    gaveUpInQueue: 0,
    flowErrors: 0,
  };
  /** By queue id; null for calls that reached no queue. */
  readonly queues = new Map<string | null, MinuteRing>();
  readonly strategies = new Map<string, MinuteRing>();
  /** Call by call: the truth about waits and causes, which no platform tells. */
  readonly log = new CallLog();
  readonly #openCalls = new MinuteRing(1);

  /** A caller calls. Answers the call's number in the log. */
  offered(atMs: number): number {
    this.truth.offered += 1;
    this.#openCalls.add(atMs, 0, 1);
    return this.log.begin(atMs);
  }

  answered(
    call: { logged: number; offeredAtMs: number },
    queueId: string,
    waitMs: number,
    needsFollowUp: boolean,
  ): void {
    this.truth.answered += 1;
    const outcome = needsFollowUp ? outcomeIndex.followUp : outcomeIndex.resolved;
    this.log.end(call.logged, 'answered', queueId, waitMs);
    this.#ended(call.offeredAtMs, queueId, outcome, waitMs);
  }

  abandoned(
    call: { logged: number; offeredAtMs: number },
    cause: AbandonCause,
    queueId: string | null,
    waitMs: number,
  ): void {
    this.truth.abandoned += 1;
    if (cause === 'gaveUpInQueue') this.truth.gaveUpInQueue += 1;
    else if (cause === 'noChannel' || cause === 'carrierOutage') this.truth.lostAtTrunk += 1;
    else if (flowEndings.has(cause)) this.truth.lostInFlow += 1;
    this.log.end(call.logged, cause, queueId, waitMs);
    this.#ended(call.offeredAtMs, queueId, outcomeIndex.abandoned, waitMs);
  }

  routed(offeredAtMs: number, strategyId: string, toFirstPriority: boolean): void {
    let ring = this.strategies.get(strategyId);
    if (ring === undefined) this.strategies.set(strategyId, (ring = new MinuteRing(2)));
    ring.add(offeredAtMs, 0, 1);
    if (toFirstPriority) ring.add(offeredAtMs, 1, 1);
  }

  /** The beginning of the first minute with a call whose end is not known yet. */
  firstOpenMinute(): number | undefined {
    return this.#openCalls.firstMinute(([open = 0]) => open > 0);
  }

  #ended(offeredAtMs: number, queueId: string | null, outcome: number, waitMs: number): void {
    let ring = this.queues.get(queueId);
    if (ring === undefined) {
      this.queues.set(queueId, (ring = new MinuteRing(outcomes.length * columnsPerOutcome)));
    }
    const seconds = waitMs / 1000;
    const column = outcome * columnsPerOutcome;
    ring.add(offeredAtMs, column, 1);
    ring.add(offeredAtMs, column + 1, seconds);
    ring.add(offeredAtMs, column + 2, seconds * seconds);
    this.#openCalls.add(offeredAtMs, 0, -1);
  }
}
