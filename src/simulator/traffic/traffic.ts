import type { ResourceStore } from '../world/resource-store.js';
import type { ParsedWorld } from '../world-file.js';
import type { Call } from './call.js';
import { CallSource } from './call-source.js';
import { EventHeap, eventKinds } from './event-heap.js';
import { walkFlow } from './flow-walk.js';
import { OrgStatistics } from './org-statistics.js';
import { QueueLine } from './queue-line.js';
import { decide } from './random-stream.js';
import { RoutingTable } from './routing-table.js';
import { chooseTarget } from './strategy-choice.js';

const defaultHandleMs = 180_000;
const followUpRatio = 0.15;
const followUpDecision = 1000;

/** All calls of all orgs, played forward event by event. */
export class Traffic {
  readonly #heap = new EventHeap();
  readonly #lines = new Map<string, QueueLine>();
  readonly #statistics = new Map<string, OrgStatistics>();
  readonly #routing: RoutingTable;
  #nowMs: number;

  constructor(world: ParsedWorld, store: ResourceStore, fromMs: number) {
    this.#nowMs = fromMs;
    this.#routing = new RoutingTable(store, (queueId) => this.lineOf(queueId));
    for (const org of world.orgs) {
      for (const [queueId, staff] of Object.entries(org.queues)) {
        const line = new QueueLine(queueId, staff.agents, staff.handleSeconds * 1000, staff.skill);
        this.#lines.set(queueId, line);
      }
      const statistics = new OrgStatistics();
      this.#statistics.set(org.id, statistics);
      if (org.callers === null || org.callers.perMinute === 0) continue;
      const first = new CallSource(org.id, org.callers, world.seed, statistics).nextCall(fromMs);
      this.#heap.push(first.offeredAtMs, eventKinds.arrives, first);
    }
  }

  /** Plays everything that happens up to the given instant, with the configuration as it is. */
  advance(toMs: number): void {
    if (toMs <= this.#nowMs) return;
    this.#routing.refresh();
    for (let time = this.#heap.nextTime; time <= toMs; time = this.#heap.nextTime) {
      const kind = this.#heap.nextKind;
      this.#happen(kind, this.#heap.pop(), time);
    }
    this.#nowMs = toMs;
  }

  statistics(orgId: string): OrgStatistics | undefined {
    return this.#statistics.get(orgId);
  }

  /** The line of a queue. A queue that nobody staffs has no agents. */
  lineOf(queueId: string): QueueLine {
    let line = this.#lines.get(queueId);
    if (line === undefined) {
      line = new QueueLine(queueId, 0, defaultHandleMs, null);
      this.#lines.set(queueId, line);
    }
    return line;
  }

  #happen(kind: number, call: Call, nowMs: number): void {
    if (kind === eventKinds.arrives) this.#arrive(call);
    else if (kind === eventKinds.leavesFlow) this.#leaveFlow(call, nowMs);
    else if (kind === eventKinds.givesUp) this.#giveUp(call, nowMs);
    else this.#finish(call, nowMs);
  }

  #arrive(call: Call): void {
    const { source } = call;
    const next = source.nextCall(call.offeredAtMs);
    this.#heap.push(next.offeredAtMs, eventKinds.arrives, next);
    source.statistics.offered(call.offeredAtMs);
    source.activeCalls += 1;
    const plan = this.#routing.flow(source);
    if (source.activeCalls > this.#routing.channels(source.orgId)) {
      source.statistics.truth.lostAtTrunk += 1;
      this.#lose(call, null, 0);
    } else if (plan === null) this.#lose(call, null, 0);
    else this.#heap.push(walkFlow(plan, call), eventKinds.leavesFlow, call);
  }

  #leaveFlow(call: Call, nowMs: number): void {
    if (call.queueId !== null) this.#enqueue(call, this.lineOf(call.queueId), nowMs);
    else if (call.strategyId !== null) this.#route(call, call.strategyId, nowMs);
    else {
      call.source.statistics.truth.lostInFlow += 1;
      this.#lose(call, null, 0);
    }
  }

  #route(call: Call, strategyId: string, nowMs: number): void {
    const plan = this.#routing.strategy(strategyId);
    const choice = plan === null ? null : chooseTarget(plan, call.dice);
    const hit = choice !== null && choice.priority === plan?.firstPriority;
    call.source.statistics.routed(call.offeredAtMs, strategyId, hit);
    if (choice === null) this.#lose(call, null, 0);
    else this.#enqueue(call, choice.line, nowMs);
  }

  #enqueue(call: Call, line: QueueLine, nowMs: number): void {
    call.line = line;
    call.queuedAtMs = nowMs;
    if (line.hasFreeAgent) {
      this.#answer(call, line, nowMs);
      return;
    }
    line.join(call);
    this.#heap.push(nowMs + call.patienceMs, eventKinds.givesUp, call);
  }

  #answer(call: Call, line: QueueLine, nowMs: number): void {
    line.busyAgents += 1;
    const waitMs = nowMs - call.queuedAtMs + call.ringMs;
    const needsFollowUp = decide(call.dice, followUpDecision) < followUpRatio;
    call.source.statistics.answered(call.offeredAtMs, line.queueId, waitMs, needsFollowUp);
    const conversationMs = call.handleFactor * line.handleMs;
    this.#heap.push(nowMs + call.ringMs + conversationMs, eventKinds.handled, call);
  }

  #giveUp(call: Call, nowMs: number): void {
    const { line } = call;
    // Whoever was answered in the meantime no longer waits.
    if (line === null || !call.waiting) return;
    line.leave(call);
    call.source.statistics.truth.gaveUpInQueue += 1;
    this.#lose(call, line.queueId, nowMs - call.queuedAtMs);
  }

  #finish(call: Call, nowMs: number): void {
    call.source.activeCalls -= 1;
    const { line } = call;
    if (line === null) return;
    line.busyAgents -= 1;
    const next = line.takeNext();
    if (next !== undefined) this.#answer(next, line, nowMs);
  }

  #lose(call: Call, queueId: string | null, waitMs: number): void {
    call.source.activeCalls -= 1;
    call.source.statistics.abandoned(call.offeredAtMs, queueId, waitMs);
  }
}
