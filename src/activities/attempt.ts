import { setMaxListeners } from 'node:events';
import { Context } from '@temporalio/activity';
import type { CallOptions, Priority } from '../platforms/port.js';
import { toFailure } from './failure.js';

/** Time kept free at an attempt's end, so that an answer can still come in. */
const MARGIN_MS = 1_000;
const HEARTBEAT_EVERY_MS = 1_000;

/**
 * Work on one org gives its slot back instead of waiting longer than this for the org's request limit, and Temporal
 * brings it back when the wait is over. Work on many orgs waits in place: one org's wait must not undo what was
 * read of the others.
 */
const LONGEST_WAIT_MS: Readonly<Partial<Record<Priority, number>>> = {
  rollback: 5_000,
  deploy: 5_000,
};

/** Says how far the attempt is: small, and free of secrets, since it travels with its heartbeats. */
export type Reporter = (progress: unknown) => void;

/**
 * Runs the body of an activity: heartbeats while it works, hands it cancellation, its priority and the instant past
 * which no write may start (so an abandoned attempt never writes behind a rollback), and translates its errors.
 */
export async function attempt<T>(
  body: (options: CallOptions, report: Reporter) => Promise<T>,
  priority: Priority = 'planning',
): Promise<T> {
  const context = Context.current();
  // Many requests of one attempt listen for its cancellation at once.
  setMaxListeners(0, context.cancellationSignal);
  let latest: unknown;
  const report: Reporter = (progress) => {
    latest = progress;
    context.heartbeat(progress);
  };
  const beat = setInterval(() => context.heartbeat(latest), HEARTBEAT_EVERY_MS);
  const longestWaitMs = LONGEST_WAIT_MS[priority];
  try {
    const options = {
      priority,
      ...(longestWaitMs === undefined ? {} : { longestWaitMs }),
      signal: context.cancellationSignal,
      deadlineMs: Date.now() + context.info.startToCloseTimeoutMs - MARGIN_MS,
    };
    return await body(options, report);
  } catch (error) {
    throw toFailure(error);
  } finally {
    clearInterval(beat);
  }
}
