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

/** What really happened to the callers of an org since the world began. */
export interface Truth {
  offered: number;
  answered: number;
  abandoned: number;
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
  readonly #openCalls = new MinuteRing(1);

  offered(atMs: number): void {
    this.truth.offered += 1;
    this.#openCalls.add(atMs, 0, 1);
  }

  answered(offeredAtMs: number, queueId: string, waitMs: number, needsFollowUp: boolean): void {
    this.truth.answered += 1;
    const outcome = needsFollowUp ? outcomeIndex.followUp : outcomeIndex.resolved;
    this.#ended(offeredAtMs, queueId, outcome, waitMs);
  }

  abandoned(offeredAtMs: number, queueId: string | null, waitMs: number): void {
    this.truth.abandoned += 1;
    this.#ended(offeredAtMs, queueId, outcomeIndex.abandoned, waitMs);
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
