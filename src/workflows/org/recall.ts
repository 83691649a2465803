import type { OrgInput, SnapshotResult } from '../../activities/types.js';
import { reverting, revertingBriefly } from '../activity-options.js';
import { patiently } from './patience.js';

/** Of an org whose window was closed with something left: what there is to take back, from the ledger. */
export function recall(
  { scope, org }: Pick<OrgInput, 'scope' | 'org'>,
  note: (text: string) => Promise<void>,
): Promise<SnapshotResult> {
  const summary = `${org.org}: what is to be taken back`;
  const patience = { brief: revertingBriefly, long: reverting, note };
  return patiently('reading the snapshot', patience, (a) =>
    a.recallSnapshot.executeWithOptions({ summary }, [{ scope, org }]),
  );
}
