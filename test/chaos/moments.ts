import { setTimeout as sleep } from 'node:timers/promises';
import { journal, post, type Write } from '../e2e/enterprise.js';

/** A kind of request to one org; what a fault of the simulator is aimed at. */
export interface Target {
  readonly orgId: string;
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly kind: string;
}

/** A moment of a worker's work at which the platform keeps it waiting. */
export interface Moment {
  /** The worker is there, or has been. */
  isReached(): Promise<boolean>;
  /** Ends the waiting for the requests to come. */
  lift(): Promise<void>;
}

/** Below the worker's request timeout: what it waits for is an answer, not its own impatience. */
const HELD_MS = 4_000;

/** Keeps every such request waiting, and applies none: the worker cannot get past this moment. */
export async function holdBefore(url: string, target: Target): Promise<Moment> {
  const held = await place(url, target, { type: 'latency', ms: HELD_MS }, 0);
  const broken = await place(url, target, { type: 'reset' }, 0);
  return momentOf(url, [held, broken]);
}

/** Applies the next such request only after some time: it is on its way when its sender is killed. */
export async function delayNext(url: string, target: Target, ms = HELD_MS): Promise<Moment> {
  return momentOf(url, [await place(url, target, { type: 'latency', ms }, 1)]);
}

/** As `delayNext`; a write without a change, signed by `marker`, tells in the journal when it was processed. */
export async function delayAndMark(
  url: string,
  target: Target,
  ms: number,
  marker: string,
): Promise<Moment> {
  const delayed = await place(url, target, { type: 'latency', ms }, 1);
  const marked = await place(url, target, { type: 'edit', patch: {}, by: marker }, 1);
  return momentOf(url, [delayed, marked]);
}

/** Applies the next such request, in a while, and never answers it. */
export async function dropAnswer(url: string, target: Target): Promise<Moment> {
  const delayed = await place(url, target, { type: 'latency', ms: HELD_MS / 2 }, 1);
  const dropped = await place(url, target, { type: 'dropResponse' }, 1);
  return momentOf(url, [delayed, dropped]);
}

/** Stops the platform's clock, or lets it run on: a token may run out while a request is kept waiting. */
export async function setFrozen(url: string, frozen: boolean): Promise<void> {
  await post(`${url}/_sim/clock`, { frozen });
}

/** Polls until it is so; fails with what was awaited when it takes too long. */
export async function eventually(
  what: string,
  isSo: () => Promise<boolean>,
  timeoutMs = 150_000,
): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error(`${what} did not come`);
    await sleep(40);
  }
}

/** What Rollcall has written so far, without what people did. */
export async function engineWrites(url: string): Promise<readonly Write[]> {
  return (await journal(url)).filter(({ clientId }) => clientId.startsWith('rollcall-'));
}

/** The writes that a target describes. */
export async function writesTo(url: string, target: Target): Promise<readonly Write[]> {
  const { orgId, method, kind } = target;
  return (await engineWrites(url)).filter(
    (write) => write.orgId === orgId && write.method === method && write.kind === kind,
  );
}

async function place(url: string, target: Target, effect: object, count: number): Promise<string> {
  const { id } = (await post(`${url}/_sim/faults`, { ...target, count, effect })) as { id: string };
  return id;
}

function momentOf(url: string, ids: readonly string[]): Moment {
  return {
    isReached: async () => {
      const answer = await fetch(`${url}/_sim/faults`);
      const { faults } = (await answer.json()) as { faults: { id: string; hits: number }[] };
      return faults.some(({ id, hits }) => ids.includes(id) && hits > 0);
    },
    lift: async () => {
      for (const id of ids) await fetch(`${url}/_sim/faults/${id}`, { method: 'DELETE' });
    },
  };
}
