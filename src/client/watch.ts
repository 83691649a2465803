import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import type { RolloutState, RolloutStatus } from '../domain/rollout-status.js';
import { RollcallError, type RollcallErrorKind } from './errors.js';
import { hasEnded, statusOf } from './status.js';

export interface WatchOptions {
  readonly signal?: AbortSignal;
  readonly intervalMs?: number;
}

const INTERVAL_MS = 1_000;

const finalStates: readonly RolloutState[] = [
  'succeeded',
  'rolledBack',
  'rejected',
  'superseded',
  'incomplete',
  'failed',
];

/** True for the states in which nothing follows any more. */
export function isFinal(state: RolloutState): boolean {
  return finalStates.includes(state);
}

/**
 * The rollout's status, whenever it changed, until the rollout has ended or the signal aborts.
 * Goes on while no worker answers: a rollout outlives its workers.
 */
export async function* watch(
  client: Client,
  workflowId: string,
  options: WatchOptions = {},
): AsyncGenerator<RolloutStatus, void, undefined> {
  let last = '';
  while (options.signal?.aborted !== true) {
    // Asked before the status: what is read after the end is the last word.
    const ended = await hasEnded(client, workflowId);
    const status = await statusIfAnswered(client, workflowId);
    const text = JSON.stringify(status);
    if (status !== null && text !== last) yield status;
    last = status === null ? last : text;
    if (ended) return;
    await pause(options.intervalMs ?? INTERVAL_MS, options.signal);
  }
}

/**
 * Waits until the rollout knows its release (or has ended): what is wrong with the input shows then.
 * Resolves to the status, or to null where it ended without one or the signal aborted.
 */
export async function waitUntilResolved(
  client: Client,
  workflowId: string,
  options: WatchOptions = {},
): Promise<RolloutStatus | null> {
  let last: RolloutStatus | null = null;
  for await (const status of watch(client, workflowId, { intervalMs: 300, ...options })) {
    last = status;
    if (status.state !== 'resolving') return status;
  }
  return last;
}

// One that failed before it could answer has an end only.
const unanswered: readonly RollcallErrorKind[] = ['noWorker', 'noStatus'];

async function statusIfAnswered(client: Client, workflowId: string): Promise<RolloutStatus | null> {
  try {
    return await statusOf(client, workflowId);
  } catch (error) {
    if (error instanceof RollcallError && unanswered.includes(error.kind)) return null;
    throw error;
  }
}

async function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await delay(ms, undefined, signal === undefined ? {} : { signal });
  } catch (error) {
    if (signal?.aborted !== true) throw error;
  }
}
