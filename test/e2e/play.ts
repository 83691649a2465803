import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import {
  decide,
  startRollout,
  statusOf,
  waitForEnd,
  type RolloutEnd,
  type RolloutRequest,
  type RolloutStatus,
} from '../../src/client/index.js';
import { RollcallError } from '../../src/client/index.js';

/** A rollout under way, as a test follows it. */
export interface Played {
  readonly workflowId: string;
  readonly runId: string;
  status(): Promise<RolloutStatus>;
  /** Polls until the status is as wanted; fails with the last status when it takes too long. */
  until(
    what: string,
    wanted: (status: RolloutStatus) => boolean,
    timeoutMs?: number,
  ): Promise<RolloutStatus>;
  /** Approves every gate until the end, or until the status is as wanted. */
  approveUntil(
    wanted: (status: RolloutStatus) => boolean,
    timeoutMs?: number,
  ): Promise<RolloutStatus>;
  approve(): Promise<void>;
  /** Approves every gate and waits for the end. */
  finish(): Promise<RolloutEnd>;
  end(): Promise<RolloutEnd>;
}

const POLL_MS = 60;

/** Starts a rollout into production at the enterprise's clock. */
export async function play(
  client: Client,
  taskQueue: string,
  request: Partial<RolloutRequest> & { readonly release: string },
  workflowId?: string,
): Promise<Played> {
  const started = await startRollout(
    client,
    { environment: 'production', requestedBy: 'test', timeScale: 600, ...request },
    { taskQueue, ...(workflowId === undefined ? {} : { workflowId }) },
  );
  return follow(client, started.workflowId, started.runId);
}

/** The handle for a rollout that runs already. */
export function follow(client: Client, workflowId: string, runId: string): Played {
  const status = (): Promise<RolloutStatus> => patiently(() => statusOf(client, workflowId));
  const until: Played['until'] = async (what, wanted, timeoutMs = 300_000) => {
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      const now = await status();
      if (wanted(now)) return now;
      if (Date.now() > deadline)
        throw new Error(`${what} did not come; last status: ${JSON.stringify(now)}`);
      await sleep(POLL_MS);
    }
  };
  const approve = async (): Promise<void> => {
    const { gate, flags = [] } = (await status()).awaiting ?? {};
    if (gate === undefined) return;
    const named = flags.length === 0 ? {} : { flag: flags.join() };
    try {
      await decide(client, workflowId, {
        decision: 'approve',
        gate,
        by: 'test',
        reason: 'the test is satisfied',
        ...named,
      });
    } catch (error) {
      // The gate may have shut meanwhile.
      if (!(error instanceof RollcallError)) throw error;
    }
  };
  const approveUntil: Played['approveUntil'] = (wanted, timeoutMs = 480_000) =>
    until(
      'the awaited state',
      (now) => {
        if (wanted(now)) return true;
        if (now.awaiting?.gate !== undefined) approve().catch(() => undefined);
        return false;
      },
      timeoutMs,
    );
  const end = (): Promise<RolloutEnd> => waitForEnd(client, workflowId);
  return {
    workflowId,
    runId,
    status,
    until,
    approveUntil,
    approve,
    end,
    finish: async () => {
      await approveUntil(isOver);
      return end();
    },
  };
}

const OVER = new Set<RolloutStatus['state']>([
  'succeeded',
  'rolledBack',
  'rejected',
  'superseded',
  'incomplete',
  'failed',
]);

/** True in a final state. */
export function isOver(status: RolloutStatus): boolean {
  return OVER.has(status.state);
}

/** Puts v2.0.0 on record, as the demo does: it finds everything as it is and writes nothing. */
export async function adopt(client: Client, taskQueue: string, timeScale = 600): Promise<void> {
  const played = await play(client, taskQueue, { release: 'v2.0.0', timeScale });
  const end = await played.end();
  if (end.kind !== 'finished' || end.summary.outcome !== 'succeeded' || end.summary.writes !== 0)
    throw new Error(`adopting v2.0.0 went wrong: ${JSON.stringify(end)}`);
}

/** A query may come while no worker is there. */
async function patiently<T>(ask: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await ask();
    } catch (error) {
      if (attempt >= 30) throw error;
      await sleep(500);
    }
  }
}
