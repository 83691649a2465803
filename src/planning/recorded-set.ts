import { LedgerMissingError, type Ledger, type PlanSet } from '../ledger/port.js';

/** The set of plans that a rollout goes by; null where none is recorded yet. */
export async function recordedSet(
  ledger: Pick<Ledger, 'readPlanSet'>,
  rolloutKey: string,
): Promise<PlanSet | null> {
  try {
    return await ledger.readPlanSet(rolloutKey);
  } catch (error) {
    if (error instanceof LedgerMissingError) return null;
    throw error;
  }
}
