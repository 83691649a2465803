import { z } from 'zod';
import { Problem } from '../http/problem.js';
import type { World } from '../world/world.js';
import type { CallTrace } from './call-trace.js';
import type { Ending } from './ending.js';
import type { TestCallBatch, TestCallOrder } from './test-calls.js';

/** An order without the org, which a token tells. */
export const testCallBodySchema = z.strictObject({
  count: z.number().int().min(1).max(1000).default(1),
  queueId: z.string().min(1).optional(),
  entryFlowId: z.string().min(1).optional(),
  skill: z.string().min(1).optional(),
  language: z.string().min(1).optional(),
  patienceSeconds: z.number().nonnegative().optional(),
  withinSeconds: z.number().min(0).max(86_400).optional(),
});

export const testCallOrderSchema: z.ZodType<TestCallOrder> = testCallBodySchema.extend({
  orgId: z.string().min(1),
});

/** What a test call met, for those who placed it. Instants are ISO 8601, platform time. */
export interface TestCallView {
  id: string;
  state: 'scheduled' | 'inFlow' | 'waiting' | 'talking' | 'ended';
  placedAt: string;
  route: {
    /** Empty for an org without trunks; null if the call came in by none. */
    trunkId: string | null;
    flowBlocks: { id: string; at: string }[];
    /** Of these blocks, those that failed; `start` where the flow failed before its first. */
    flowErrors: { id: string; at: string }[];
    strategyId: string | null;
    queueId: string | null;
  };
  /** In the queue so far, ringing included; null before. */
  waitSeconds: number | null;
  queuedAt: string | null;
  /** When an agent's telephone began to ring. */
  assignedAt: string | null;
  /** Of the agent who answered; null where nobody did. */
  agentSkills: readonly string[] | null;
  ending: Ending;
  endedAt: string | null;
}

export interface TestCallBatchView {
  batch: string;
  placedAt: string;
  order: TestCallOrder;
  calls: TestCallView[];
}

/**
 * Places test calls at once, now: for the simulator's controls and for any dialect whose platform
 * has such calls. `clientId` is who places them. Bring the world up to date before.
 */
export function placeTestCalls(
  world: World,
  order: TestCallOrder,
  clientId: string,
): TestCallBatch {
  if (!world.orgs.has(order.orgId)) throw Problem.notFound(`no org ${order.orgId}`);
  if (order.queueId !== undefined && order.entryFlowId !== undefined) {
    throw Problem.badRequest('queueId and entryFlowId exclude each other');
  }
  return world.traffic.placeTestCalls(order, clientId);
}

/** How the calls of a batch fare; undefined if there is no such batch. */
export function viewTestCalls(
  world: World,
  batchId: string,
  nowMs: number,
): TestCallBatchView | undefined {
  const batch = world.traffic.testCalls.batch(batchId);
  return batch === undefined ? undefined : viewBatch(batch, nowMs);
}

export function viewBatch(batch: TestCallBatch, nowMs: number): TestCallBatchView {
  return {
    batch: batch.id,
    placedAt: iso(batch.placedAtMs),
    order: batch.order,
    calls: batch.calls.map((trace) => viewCall(trace, nowMs)),
  };
}

function viewCall(trace: CallTrace, nowMs: number): TestCallView {
  const { endedAtMs, queuedAtMs, answeredAtMs, trunkId, strategyId, queueId } = trace;
  const seen = (events: CallTrace['blocks']): { id: string; at: string }[] =>
    events.filter(({ atMs }) => atMs <= nowMs).map(({ id, atMs }) => ({ id, at: iso(atMs) }));
  const waitedUntilMs = answeredAtMs ?? endedAtMs ?? nowMs;
  return {
    id: trace.id,
    state: stateOf(trace, nowMs),
    placedAt: iso(trace.placedAtMs),
    route: {
      trunkId,
      flowBlocks: seen(trace.blocks),
      flowErrors: seen(trace.errors),
      strategyId,
      queueId,
    },
    waitSeconds: queuedAtMs === null ? null : (Math.min(waitedUntilMs, nowMs) - queuedAtMs) / 1000,
    queuedAt: isoOrNull(queuedAtMs),
    assignedAt: isoOrNull(trace.assignedAtMs),
    agentSkills: trace.agentSkills,
    ending: trace.ending,
    endedAt: isoOrNull(endedAtMs),
  };
}

function stateOf(trace: CallTrace, nowMs: number): TestCallView['state'] {
  if (trace.endedAtMs !== null) return 'ended';
  if (trace.placedAtMs > nowMs) return 'scheduled';
  if (trace.answeredAtMs !== null && trace.answeredAtMs <= nowMs) return 'talking';
  return trace.queuedAtMs === null ? 'inFlow' : 'waiting';
}

function isoOrNull(ms: number | null): string | null {
  return ms === null ? null : iso(ms);
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
