import type { OrgInput, SnapshotResult } from '../../activities/types.js';
import { reverting, revertingBriefly } from '../activity-options.js';
import { patiently } from './patience.js';

/** Of an org whose window was closed with something left: what there is to take back is in the ledger. */
export function recall(
  input: OrgInput,
  note: (text: string) => Promise<void>,
): Promise<SnapshotResult> {
  const summary = `${input.org.org}: what is to be taken back`;
  const patience = { brief: revertingBriefly, long: reverting, note };
  return patiently('reading the snapshot', patience, (a) =>
    a.recallSnapshot.executeWithOptions({ summary }, [input]),
  );
}
