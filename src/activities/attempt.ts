import { setMaxListeners } from 'node:events';
import { Context } from '@temporalio/activity';
import type { CallOptions } from '../platforms/port.js';
import { toFailure } from './failure.js';

/** Time kept free at an attempt's end, so that an answer can still come in. */
const MARGIN_MS = 1_000;
const HEARTBEAT_EVERY_MS = 1_000;

/**
 * Runs the body of an activity: heartbeats while it works, hands it cancellation and the instant past which no
 * write may start (so an abandoned attempt never writes behind a rollback), and translates its errors.
 */
export async function attempt<T>(body: (options: CallOptions) => Promise<T>): Promise<T> {
  const context = Context.current();
  // Many requests of one attempt listen for its cancellation at once.
  setMaxListeners(0, context.cancellationSignal);
  const beat = setInterval(() => context.heartbeat(), HEARTBEAT_EVERY_MS);
  try {
    return await body({
      signal: context.cancellationSignal,
      deadlineMs: Date.now() + context.info.startToCloseTimeoutMs - MARGIN_MS,
    });
  } catch (error) {
    throw toFailure(error);
  } finally {
    clearInterval(beat);
  }
}
