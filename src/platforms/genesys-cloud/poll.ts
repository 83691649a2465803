import { setTimeout as sleep } from 'node:timers/promises';
import { failure, isKind, type Asked } from '../kind-calls.js';
import type { CallOptions } from '../port.js';
import { WireError } from '../../http/errors.js';
import type { Context } from './context.js';

/** Platform time between two looks. */
const EVERY_MS = 1_000;
/** Wall bounds of the same: a platform whose clock stands still, or runs fast, is asked sensibly all the same. */
const SHORTEST_MS = 50;
const LONGEST_MS = 2_000;

/** Minutes are normal on the vendor's service. Platform time. */
export const JOB_MS = 10 * 60_000;

export interface Polling extends CallOptions {
  /** Platform milliseconds after which it is given up. */
  readonly longestMs: number;
}

/**
 * Asks until there is an answer. What passes by itself (a limit, a service that is away for a moment) is asked again.
 * Throws `noAnswer` where the time is up: what was started may still come to its end.
 */
export async function poll<T>(
  context: Context,
  asked: Asked,
  { longestMs, ...options }: Polling,
  look: (options: CallOptions) => Promise<T | null>,
): Promise<T> {
  const { clock } = context.api;
  const { longestWaitMs = Number.POSITIVE_INFINITY } = options;
  const untilMs = Math.min(
    Date.now() + Math.max(clock.toWallMs(longestMs), 2 * LONGEST_MS),
    options.deadlineMs ?? Number.POSITIVE_INFINITY,
  );
  for (;;) {
    let waitMs = Math.min(LONGEST_MS, Math.max(SHORTEST_MS, clock.toWallMs(EVERY_MS)));
    try {
      const found = await look(options);
      if (found !== null) return found;
    } catch (error) {
      if (!isKind(error, 'rateLimited', 'unavailable', 'noAnswer', 'malformed')) throw error;
      const toldMs = error instanceof WireError ? (error.facts.retryAfterMs ?? 0) : 0;
      // Whoever wants to wait elsewhere is told how long.
      if (toldMs > longestWaitMs) throw error;
      waitMs = Math.max(waitMs, toldMs);
    }
    if (Date.now() + waitMs > untilMs)
      throw failure(context, asked, 'noAnswer', 'has not come to its end in time');
    await sleep(waitMs, undefined, options.signal === undefined ? {} : { signal: options.signal });
  }
}
