import type { WorldOrg } from '../world-file.js';
import { Call } from './call.js';
import type { CallSource } from './call-source.js';
import { newTrace, type CallTrace } from './call-trace.js';
import { demandOf } from './demand.js';
import { diceOf, purposes, streamKey, uniformOf } from './draws.js';
import { OrgStatistics } from './org-statistics.js';

/** What to call, and how often at once. */
export interface TestCallOrder {
  orgId: string;
  count: number;
  /** Straight into this queue, past trunk and flow. */
  queueId?: string | undefined;
  /** Else through this flow; without either, through the one that the org's callers reach. */
  entryFlowId?: string | undefined;
  skill?: string | undefined;
  language?: string | undefined;
  /** Each gives up in the queue after just so long; absent: never. */
  patienceSeconds?: number | undefined;
  /** They come by chance within so long from now; absent: at once. */
  withinSeconds?: number | undefined;
}

/** Test calls that were placed together. */
export interface TestCallBatch {
  readonly id: string;
  readonly order: TestCallOrder;
  /** Who placed them; `sim` for the simulator's own controls. */
  readonly clientId: string;
  readonly placedAtMs: number;
  /** Of the first call, counted over the org's test calls. */
  readonly firstNumber: number;
  readonly calls: readonly CallTrace[];
}

/** Calls that somebody places to see where they go. The org's own statistics do not know them. */
export class TestCalls {
  readonly #seed: number;
  readonly #orgs: ReadonlyMap<string, WorldOrg>;
  readonly #batches = new Map<string, TestCallBatch>();
  readonly #statistics = new Map<string, OrgStatistics>();
  readonly #counts = new Map<string, number>();
  readonly #named = new Map<string, TestCallBatch>();

  constructor(seed: number, orgs: readonly WorldOrg[]) {
    this.#seed = seed;
    this.#orgs = new Map(orgs.map((org) => [org.id, org]));
  }

  /** What became of an org's test calls; undefined if there were none. */
  statistics(orgId: string): OrgStatistics | undefined {
    return this.#statistics.get(orgId);
  }

  batch(id: string): TestCallBatch | undefined {
    return this.#batches.get(id);
  }

  batches(): TestCallBatch[] {
    return [...this.#batches.values()];
  }

  /** The batch that a client of the org has placed under a name of its own. */
  named(orgId: string, name: string): TestCallBatch | undefined {
    return this.#named.get(`${orgId}/${name}`);
  }

  name(orgId: string, name: string, batch: TestCallBatch): void {
    this.#named.set(`${orgId}/${name}`, batch);
  }

  /**
   * Makes the calls of a batch. They come a millisecond apart at the least, so that nothing hangs on the
   * order of events at one instant. A replay says which number the first had.
   */
  make(
    order: TestCallOrder,
    clientId: string,
    atMs: number,
    firstNumber = this.#counts.get(order.orgId) ?? 0,
  ): { batch: TestCallBatch; calls: Call[] } {
    const source = this.#sourceOf(order);
    const key = streamKey(this.#seed, `${order.orgId}/test`);
    const id = `batch-${this.#batches.size + 1}`;
    const dice = Array.from({ length: order.count }, (_, index) =>
      diceOf(key, firstNumber + index),
    );
    const offsets = offsetsOf(dice, (order.withinSeconds ?? 0) * 1000);
    const calls = dice.map((own, index) => {
      const number = firstNumber + index;
      const offeredMs = atMs + (offsets[index] ?? 0) + index;
      const trace = newTrace(`${order.orgId}/${number + 1}`, offsets.length > 0 ? offeredMs : atMs);
      const call = new Call(source, number, offeredMs, own, trace);
      call.queueId = order.queueId ?? null;
      return call;
    });
    this.#counts.set(order.orgId, firstNumber + order.count);
    const traces = calls.flatMap(({ trace }) => trace ?? []);
    const batch = { id, order, clientId, placedAtMs: atMs, firstNumber, calls: traces };
    this.#batches.set(id, batch);
    return { batch, calls };
  }

  #sourceOf(order: TestCallOrder): CallSource {
    const org = this.#orgs.get(order.orgId);
    let statistics = this.#statistics.get(order.orgId);
    if (statistics === undefined) {
      this.#statistics.set(order.orgId, (statistics = new OrgStatistics()));
    }
    const [stream] = org?.callerStreams ?? [];
    return {
      orgId: order.orgId,
      region: org?.region ?? '',
      entryFlowId: order.entryFlowId ?? org?.callers?.entryFlowId ?? stream?.entryFlowId ?? '',
      demand: demandOf(order.skill, order.language),
      statistics,
      hangUpsPerMs: 0,
      meanPatienceMs: (order.patienceSeconds ?? Infinity) * 1000,
      patienceIsExact: true,
    };
  }
}

/** When calls come that come by chance, in their order; empty where they come at once. */
function offsetsOf(dice: readonly number[], withinMs: number): number[] {
  if (withinMs === 0) return [];
  return dice.map((own) => uniformOf(own, purposes.gap) * withinMs).sort((a, b) => a - b);
}
