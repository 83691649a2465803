import type { AgentGroup } from './agent-group.js';
import type { Call } from './call.js';
import type { Conditions } from './conditions.js';
import { purposes } from './draws.js';
import type { AbandonCause } from './ending.js';
import { eventKinds, type EventHeap } from './event-heap.js';
import type { QueueLine } from './queue-line.js';

const followUpRatio = 0.15;

/** How long an agent's telephone rings. */
export interface RingTime {
  min: number;
  max: number;
}

/** Where callers and agents meet, and where every call ends. */
export class Desk {
  readonly #future: EventHeap;
  readonly #conditions: Conditions;
  readonly #ring: { minMs: number; spreadMs: number };

  constructor(future: EventHeap, conditions: Conditions, ringSeconds: RingTime) {
    this.#future = future;
    this.#conditions = conditions;
    const { min, max } = ringSeconds;
    this.#ring = { minMs: min * 1000, spreadMs: (max - min) * 1000 };
  }

  enqueue(call: Call, line: QueueLine, nowMs: number): void {
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
    if (patienceMs < Infinity) this.#future.push(nowMs + patienceMs, eventKinds.givesUp, call);
  }

  #answer(call: Call, line: QueueLine, group: AgentGroup, nowMs: number): void {
    group.busy += 1;
    call.group = group;
    call.assignedAtMs = nowMs;
    const { source } = call;
    const { addedRingMs } = this.#conditions.lines(source.region);
    const ringMs =
      this.#ring.minMs + this.#ring.spreadMs * call.chance(purposes.ring) + addedRingMs;
    const needsFollowUp = call.chance(purposes.followUp) < followUpRatio;
    source.statistics.answered(call, line.queueId, nowMs - call.queuedAtMs + ringMs, needsFollowUp);
    if (call.trace !== null) {
      Object.assign(call.trace, {
        ending: 'answered',
        assignedAtMs: nowMs,
        agentSkills: group.skills,
        answeredAtMs: nowMs + ringMs,
      });
    }
    const talkMs = call.duration(purposes.handle, group.handleMs);
    this.#future.push(nowMs + ringMs + talkMs, eventKinds.handled, call);
  }

  giveUp(call: Call, nowMs: number): void {
    // Whoever was answered in the meantime no longer waits.
    if (call.line === null || !call.waiting) return;
    call.line.leave(call);
    this.lose(call, 'gaveUpInQueue', nowMs);
  }

  finish(call: Call, nowMs: number): void {
    this.#hangUp(call, nowMs);
    call.hungUpAtMs = nowMs;
    const { group } = call;
    if (group === null) return;
    if (group.wrapUpMs === 0) {
      this.free(call, nowMs);
      return;
    }
    group.wrappingUp += 1;
    const wrapUpMs = call.duration(purposes.wrapUp, group.wrapUpMs);
    this.#future.push(nowMs + wrapUpMs, eventKinds.wrappedUp, call);
  }

  /** The agent who had the call is free. */
  free(call: Call, nowMs: number): void {
    const { group, line } = call;
    if (group === null || line === null) return;
    line.handled.count(call, nowMs);
    if (group.wrapUpMs > 0) group.wrappingUp -= 1;
    group.busy -= 1;
    this.serve(line, group, nowMs);
  }

  /** Gives those who wait to the agents of a group who are free. */
  serve(line: QueueLine, group: AgentGroup, nowMs: number): void {
    while (line.waitingCalls > 0 && group.hasFreeAgent) {
      const next = line.takeNext(group);
      if (next === undefined) return;
      this.#answer(next, line, group, nowMs);
    }
  }

  lose(call: Call, cause: AbandonCause, nowMs: number): void {
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
