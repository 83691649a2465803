import type { ResourceStore } from '../world/resource-store.js';
import type { ParsedWorld } from '../world-file.js';
import type { Call } from './call.js';
import { CallerStreams } from './caller-streams.js';
import { Conditions } from './conditions.js';
import { Desk } from './desk.js';
import { EventHeap, eventKinds } from './event-heap.js';
import { Floor } from './floor.js';
import { walkFlow } from './flow-walk.js';
import { OrgStatistics } from './org-statistics.js';
import type { QueueLine } from './queue-line.js';
import { RoutingTable } from './routing-table.js';
import { ShockBoard } from './shock-board.js';
import type { PlacedShock } from './shock.js';
import { chooseTarget } from './strategy-choice.js';
import { TestCalls, type TestCallBatch, type TestCallOrder } from './test-calls.js';
import { chooseTrunk } from './trunk-choice.js';

/** All calls of all orgs, played forward event by event. */
export class Traffic {
  readonly shocks = new ShockBoard();
  readonly testCalls: TestCalls;
  readonly #heap = new EventHeap();
  readonly #statistics = new Map<string, OrgStatistics>();
  readonly #conditions = new Conditions();
  readonly #routing: RoutingTable;
  readonly #floor: Floor;
  readonly #streams: CallerStreams;
  readonly #desk: Desk;
  #nowMs: number;
  #nextChangeMs: number;

  constructor(world: ParsedWorld, store: ResourceStore, fromMs: number) {
    this.#nowMs = fromMs;
    this.#nextChangeMs = fromMs;
    this.#desk = new Desk(this.#heap, this.#conditions, world.ringSeconds);
    this.#floor = new Floor(world.orgs);
    this.#routing = new RoutingTable(world.orgs, store, (queueId) => this.lineOf(queueId));
    this.testCalls = new TestCalls(world.seed, world.orgs);
    for (const org of world.orgs) this.#statistics.set(org.id, new OrgStatistics());
    this.#streams = new CallerStreams(
      world,
      (orgId) => this.statistics(orgId) ?? new OrgStatistics(),
      fromMs,
      (call) => this.#heap.push(call.offeredAtMs, eventKinds.arrives, call),
    );
  }

  /** Plays everything that happens up to the given instant, with the configuration as it is. */
  advance(toMs: number): void {
    if (toMs < this.#nowMs) return;
    this.#routing.refresh();
    while (this.#nextChangeMs <= toMs) {
      const changeMs = this.#nextChangeMs;
      this.#play(changeMs);
      this.#change(changeMs);
    }
    this.#play(toMs);
    this.#nowMs = toMs;
  }

  statistics(orgId: string): OrgStatistics | undefined {
    return this.#statistics.get(orgId);
  }

  lineOf(queueId: string): QueueLine {
    return this.#floor.line(queueId);
  }

  /** A shock was placed, or ended before its time: what it changes from now on. */
  shockChanged(shock: PlacedShock): void {
    if (shock.type === 'peak') this.#streams.apply(shock);
    this.#nextChangeMs = Math.min(this.#nextChangeMs, this.#nowMs);
  }

  /** Places test calls now. */
  placeTestCalls(order: TestCallOrder, clientId: string, firstNumber?: number): TestCallBatch {
    const { batch, calls } = this.testCalls.make(order, clientId, this.#nowMs, firstNumber);
    for (const call of calls) this.#heap.push(call.offeredAtMs, eventKinds.arrives, call);
    return batch;
  }

  #play(toMs: number): void {
    for (let time = this.#heap.nextTime; time <= toMs; time = this.#heap.nextTime) {
      const kind = this.#heap.nextKind;
      this.#happen(kind, this.#heap.pop(), time);
    }
  }

  /** A shock or a shift begins or ends. */
  #change(atMs: number): void {
    this.#conditions.become(this.shocks.activeAt(atMs));
    this.#floor.update(atMs, this.#conditions, (line, group) =>
      this.#desk.serve(line, group, atMs),
    );
    this.#nextChangeMs = Math.min(
      this.#floor.nextShiftChange(atMs),
      this.shocks.nextEdgeAfter(atMs),
    );
  }

  #happen(kind: number, call: Call, nowMs: number): void {
    if (kind === eventKinds.arrives) this.#arrive(call);
    else if (kind === eventKinds.leavesFlow) this.#leaveFlow(call, nowMs);
    else if (kind === eventKinds.givesUp) this.#desk.giveUp(call, nowMs);
    else if (kind === eventKinds.handled) this.#desk.finish(call, nowMs);
    else this.#desk.free(call, nowMs);
  }

  #arrive(call: Call): void {
    if (!this.#streams.takes(call)) return;
    const { source, offeredAtMs } = call;
    call.logged = source.statistics.offered(offeredAtMs);
    if (call.queueId !== null) {
      this.#leaveFlow(call, offeredAtMs);
      return;
    }
    const entry = chooseTrunk(this.#routing.trunks(source.orgId), call, this.#conditions);
    if (entry.trunk === null) {
      this.#desk.lose(call, entry.ending, offeredAtMs);
      return;
    }
    call.trunk = entry.trunk;
    entry.trunk.load.active += 1;
    if (call.trace !== null) call.trace.trunkId = entry.trunk.id;
    const plan = this.#routing.flow(source.entryFlowId);
    if (plan === null) {
      this.#desk.lose(call, 'noFlow', offeredAtMs);
      return;
    }
    const startMs = offeredAtMs + entry.delayMs;
    const { addedHangUpsPerMs } = this.#conditions.lines(source.region);
    const leavesMs = startMs + walkFlow(plan, call, startMs, addedHangUpsPerMs);
    this.#heap.push(leavesMs, eventKinds.leavesFlow, call);
  }

  #leaveFlow(call: Call, nowMs: number): void {
    if (call.queueId !== null) this.#desk.enqueue(call, this.lineOf(call.queueId), nowMs);
    else if (call.strategyId !== null) this.#route(call, call.strategyId, nowMs);
    else this.#desk.lose(call, call.flowEnding, nowMs);
  }

  #route(call: Call, strategyId: string, nowMs: number): void {
    const plan = this.#routing.strategy(strategyId);
    const choice = plan === null ? null : chooseTarget(plan, call);
    const hit = choice !== null && choice.priority === plan?.firstPriority;
    call.source.statistics.routed(call.offeredAtMs, strategyId, hit);
    if (call.trace !== null) call.trace.strategyId = strategyId;
    if (choice === null) this.#desk.lose(call, 'noQueue', nowMs);
    else this.#desk.enqueue(call, choice.line, nowMs);
  }
}
