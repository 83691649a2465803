import type { ResourceStore } from '../world/resource-store.js';
import type { ParsedWorld } from '../world-file.js';
import type { AgentGroup } from './agent-group.js';
import type { Call } from './call.js';
import { CallerStreams } from './caller-streams.js';
import { Conditions } from './conditions.js';
import { purposes } from './draws.js';
import type { AbandonCause } from './ending.js';
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

const followUpRatio = 0.15;

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
  readonly #ring: { minMs: number; spreadMs: number };
  readonly #onChange: (atMs: number) => void;
  #nowMs: number;
  #nextChangeMs: number;

  /** `onChange` is told of every instant at which a shock or a shift begins or ends. */
  constructor(
    world: ParsedWorld,
    store: ResourceStore,
    fromMs: number,
    onChange: (atMs: number) => void,
  ) {
    this.#nowMs = fromMs;
    this.#nextChangeMs = fromMs;
    this.#onChange = onChange;
    const { min, max } = world.ringSeconds;
    this.#ring = { minMs: min * 1000, spreadMs: (max - min) * 1000 };
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

  #change(atMs: number): void {
    this.#onChange(atMs);
    this.#routing.refresh();
    this.#conditions.become(this.shocks.activeAt(atMs));
    this.#floor.update(atMs, this.#conditions, (line, group) => this.#serve(line, group, atMs));
    this.#nextChangeMs = Math.min(
      this.#floor.nextShiftChange(atMs),
      this.shocks.nextEdgeAfter(atMs),
    );
  }

  #happen(kind: number, call: Call, nowMs: number): void {
    if (kind === eventKinds.arrives) this.#arrive(call);
    else if (kind === eventKinds.leavesFlow) this.#leaveFlow(call, nowMs);
    else if (kind === eventKinds.givesUp) this.#giveUp(call, nowMs);
    else if (kind === eventKinds.handled) this.#finish(call, nowMs);
    else this.#free(call, nowMs);
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
      this.#lose(call, entry.ending, offeredAtMs);
      return;
    }
    call.trunk = entry.trunk;
    entry.trunk.load.active += 1;
    if (call.trace !== null) call.trace.trunkId = entry.trunk.id;
    const plan = this.#routing.flow(source.entryFlowId);
    if (plan === null) {
      this.#lose(call, 'noFlow', offeredAtMs);
      return;
    }
    const startMs = offeredAtMs + entry.delayMs;
    const { addedHangUpsPerMs } = this.#conditions.lines(source.region);
    const leavesMs = startMs + walkFlow(plan, call, startMs, addedHangUpsPerMs);
    this.#heap.push(leavesMs, eventKinds.leavesFlow, call);
  }

  #leaveFlow(call: Call, nowMs: number): void {
    if (call.queueId !== null) this.#enqueue(call, this.lineOf(call.queueId), nowMs);
    else if (call.strategyId !== null) this.#route(call, call.strategyId, nowMs);
    else this.#lose(call, call.flowEnding, nowMs);
  }

  #route(call: Call, strategyId: string, nowMs: number): void {
    const plan = this.#routing.strategy(strategyId);
    const choice = plan === null ? null : chooseTarget(plan, call);
    const hit = choice !== null && choice.priority === plan?.firstPriority;
    call.source.statistics.routed(call.offeredAtMs, strategyId, hit);
    if (call.trace !== null) call.trace.strategyId = strategyId;
    if (choice === null) this.#lose(call, 'noQueue', nowMs);
    else this.#enqueue(call, choice.line, nowMs);
  }

  #enqueue(call: Call, line: QueueLine, nowMs: number): void {
    call.line = line;
    call.queuedAtMs = nowMs;
    if (call.trace !== null)
      Object.assign(call.trace, { queueId: line.queueId, queuedAtMs: nowMs });
    const group = line.freeGroup(call.demand);
    if (group !== undefined) {
      this.#answer(call, line, group, nowMs);
      return;
    }
    line.join(call);
    const { patienceMs } = call;
    if (patienceMs < Infinity) this.#heap.push(nowMs + patienceMs, eventKinds.givesUp, call);
  }

  #answer(call: Call, line: QueueLine, group: AgentGroup, nowMs: number): void {
    group.busy += 1;
    call.group = group;
    const { source } = call;
    const { addedRingMs } = this.#conditions.lines(source.region);
    const ringMs =
      this.#ring.minMs + this.#ring.spreadMs * call.chance(purposes.ring) + addedRingMs;
    const needsFollowUp = call.chance(purposes.followUp) < followUpRatio;
    source.statistics.answered(call, line.queueId, nowMs - call.queuedAtMs + ringMs, needsFollowUp);
    if (call.trace !== null) {
      Object.assign(call.trace, { ending: 'answered', answeredAtMs: nowMs + ringMs });
    }
    const talkMs = call.duration(purposes.handle, group.handleMs);
    this.#heap.push(nowMs + ringMs + talkMs, eventKinds.handled, call);
  }

  #giveUp(call: Call, nowMs: number): void {
    // Whoever was answered in the meantime no longer waits.
    if (call.line === null || !call.waiting) return;
    call.line.leave(call);
    this.#lose(call, 'gaveUpInQueue', nowMs);
  }

  #finish(call: Call, nowMs: number): void {
    this.#hangUp(call, nowMs);
    const { group } = call;
    if (group === null) return;
    if (group.wrapUpMs === 0) {
      this.#free(call, nowMs);
      return;
    }
    group.wrappingUp += 1;
    const wrapUpMs = call.duration(purposes.wrapUp, group.wrapUpMs);
    this.#heap.push(nowMs + wrapUpMs, eventKinds.wrappedUp, call);
  }

  /** The agent who had the call is free. */
  #free(call: Call, nowMs: number): void {
    const { group, line } = call;
    if (group === null || line === null) return;
    if (group.wrapUpMs > 0) group.wrappingUp -= 1;
    group.busy -= 1;
    this.#serve(line, group, nowMs);
  }

  /** Gives those who wait to the agents of a group who are free. */
  #serve(line: QueueLine, group: AgentGroup, nowMs: number): void {
    while (line.waitingCalls > 0 && group.hasFreeAgent) {
      const next = line.takeNext(group);
      if (next === undefined) return;
      this.#answer(next, line, group, nowMs);
    }
  }

  #lose(call: Call, cause: AbandonCause, nowMs: number): void {
    const { line } = call;
    const waitMs = line === null ? 0 : nowMs - call.queuedAtMs;
    call.source.statistics.abandoned(call, cause, line?.queueId ?? null, waitMs);
    if (call.trace !== null) call.trace.ending = cause;
    this.#hangUp(call, nowMs);
  }

  #hangUp(call: Call, nowMs: number): void {
    if (call.trunk !== null) call.trunk.load.active -= 1;
    if (call.trace !== null) call.trace.endedAtMs = nowMs;
  }
}
