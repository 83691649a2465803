import { WireError, type WireErrorFacts } from './errors.js';

/**
 * Refuses to start a write that might still be under way when its attempt is over: a later attempt, or a
 * rollback, would race with it.
 */
export function ensureRoomToWrite(
  deadlineMs: number | undefined,
  requestTimeoutMs: number,
  facts: Omit<WireErrorFacts, 'kind'>,
  wallNowMs: number = Date.now(),
): void {
  if (deadlineMs === undefined || wallNowMs + requestTimeoutMs <= deadlineMs) return;
  throw new WireError(
    `${facts.method} ${facts.path} of ${facts.org} was not started: too little of the attempt's time is left.`,
    { ...facts, kind: 'deadline' },
  );
}
