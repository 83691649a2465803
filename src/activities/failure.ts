import { ApplicationFailure, CancelledFailure } from '@temporalio/activity';
import {
  LedgerDamagedError,
  LedgerMissingError,
  LedgerRefusedError,
  LedgerUnavailableError,
} from '../ledger/port.js';
import { DeliveryError } from '../notify/port.js';
import { RefusedError } from '../planning/refused.js';
import { isFinal, WireError } from '../platforms/port.js';
import { BadReleaseError } from '../release/port.js';

/**
 * Translates an error once, at the border of an activity, to what workflows switch on. Only ids and codes go
 * into the details: neither bodies, headers nor causes.
 */
export function toFailure(error: unknown): Error {
  if (error instanceof WireError) return wireFailure(error);
  if (error instanceof DeliveryError) {
    const { message, final: nonRetryable, retryAfterMs } = error;
    // Whoever asks for a long wait is asked again in time for people to hear of it.
    const wait = retryAfterMs === null ? {} : { nextRetryDelay: Math.min(retryAfterMs, 60_000) };
    return ApplicationFailure.create({ message, type: 'DeliveryFailed', nonRetryable, ...wait });
  }
  if (error instanceof BadReleaseError)
    return ApplicationFailure.create({
      message: `the release has ${error.findings.length} finding(s): ${error.message}`.slice(
        0,
        2000,
      ),
      type: 'BadInput',
      nonRetryable: true,
      details: [error.findings.slice(0, 100)],
    });
  if (error instanceof RefusedError)
    return ApplicationFailure.create({
      message: error.message,
      type: 'Refused',
      nonRetryable: true,
      details: [error.reasons.slice(0, 200)],
    });
  // A person can put it right, and a rollback has no deadline: it waits, and says for what.
  if (error instanceof LedgerDamagedError)
    return ApplicationFailure.retryable(error.message, 'LedgerDamaged');
  if (error instanceof LedgerUnavailableError)
    return ApplicationFailure.retryable(error.message, 'LedgerUnavailable');
  if (error instanceof LedgerRefusedError)
    return ApplicationFailure.nonRetryable(error.message, 'Refused');
  if (error instanceof LedgerMissingError)
    return ApplicationFailure.nonRetryable(error.message, 'LedgerMissing');
  if (error instanceof Error) return error;
  return new Error(String(error));
}

/** The same failure, with a second detail. What is no failure of ours stays as it is. */
export function withDetail(error: Error, detail: unknown): Error {
  if (!(error instanceof ApplicationFailure)) return error;
  const { message, type, nonRetryable, details, nextRetryDelay } = error;
  return ApplicationFailure.create({
    message,
    ...(type == null ? {} : { type }),
    ...(nonRetryable == null ? {} : { nonRetryable }),
    ...(nextRetryDelay == null ? {} : { nextRetryDelay }),
    details: [details?.[0] ?? null, detail],
  });
}

function wireFailure(error: WireError): Error {
  const { kind, retryAfterMs } = error.facts;
  if (kind === 'cancelled') return new CancelledFailure(error.message);
  return ApplicationFailure.create({
    message: error.message,
    type: kind,
    nonRetryable: isFinal(error),
    details: [{ ...error.facts }],
    ...(retryAfterMs === undefined ? {} : { nextRetryDelay: Math.max(retryAfterMs, 50) }),
  });
}
