import { isCancellation } from '@temporalio/workflow';
import type { deploying } from '../activity-options.js';
import { failureText, failureType } from '../failure-text.js';

type Proxies = typeof deploying;

/** Trying again is of no use until a person has acted. */
const FINAL = new Set([
  'unauthorized',
  'forbidden',
  'rejected',
  'notFound',
  'conflict',
  'LedgerMissing',
  'Refused',
  'ResourceGone',
  'BadInput',
]);

/** True where a failure is not worth another try. */
function isFinal(error: unknown): boolean {
  return FINAL.has(failureType(error) ?? '');
}

export interface Patience {
  /** A few tries: what most steps need. */
  readonly brief: Proxies;
  /** Goes on for as long as the step may take. */
  readonly long: Proxies;
  /** Says for what it waits; an empty text says that it no longer does. */
  readonly note: (text: string) => Promise<void>;
}

/**
 * Runs a step briefly and, where that did not do, says what it waits for before it goes on trying: an activity that
 * only retries tells nobody. Costs a bounded number of events.
 */
export async function patiently<T>(
  name: string,
  { brief, long, note }: Patience,
  step: (activities: Proxies) => Promise<T>,
): Promise<T> {
  try {
    return await step(brief);
  } catch (error) {
    if (isCancellation(error) || isFinal(error)) throw error;
    await note(`${name} waits: ${failureText(error)}`);
  }
  const result = await step(long);
  await note('');
  return result;
}
