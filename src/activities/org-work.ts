import type { Adjustment } from '../domain/adjustment.js';
import type { OrgPlan } from '../domain/org-plan.js';
import type { CallOptions, OrgClient } from '../platforms/port.js';
import type { ActivityDeps } from './deps.js';
import type { Loaded } from '../planning/loaded.js';

/** What the steps of one attempt on one org share. */
export interface OrgWork {
  readonly deps: ActivityDeps;
  readonly loaded: Loaded;
  /** As recorded before the first write; nothing else is applied or taken back. */
  readonly plan: OrgPlan;
  readonly client: OrgClient;
  readonly options: CallOptions;
  /** Weights that this rollout wrote after its plan, as agents came and went. Absent: none. */
  readonly adjustments?: readonly Adjustment[];
}

/** What the window of an org adjusted so far; nothing is asked where policy adjusts nothing. */
export async function adjustmentsOf(
  { ledger }: Pick<ActivityDeps, 'ledger'>,
  loaded: Loaded,
  org: string,
  rolloutKey: string,
): Promise<readonly Adjustment[]> {
  if (loaded.release.policy.traffic?.byAgents === undefined) return [];
  return ledger.readAdjustments(loaded.address(org), rolloutKey);
}
