import type { Policy } from '../domain/release-model.js';
import type { RemediationAction } from '../domain/remediation-words.js';
import type { OrgRef } from '../domain/rollout-plan.js';
import type { OrgOutcome } from '../domain/rollout-status.js';
import type { RunScope } from './types.js';

/** An org that a rollout left in trouble, or open. */
export interface AffectedOrg {
  readonly org: OrgRef;
  readonly isHub: boolean;
  /** The workflow of its open window; null where that is closed. */
  readonly window: string | null;
}

export interface AffectedInput {
  /** Workflow id or key of the rollout. */
  readonly rollout: string;
  readonly action: RemediationAction;
  /** Logical ids; absent: every affected org. */
  readonly orgs?: readonly string[];
}

export interface AffectedOrgs {
  readonly rolloutId: string;
  readonly scope: RunScope;
  readonly orgs: readonly AffectedOrg[];
  /** Orgs that are left alone though they are affected, with the reason. */
  readonly refused: readonly { readonly org: string; readonly reason: string }[];
  /** Workflow ids of the rollout's groups that are still open. */
  readonly groups: readonly string[];
  /** Every open window of the rollout is among `orgs`. */
  readonly isAllOpen: boolean;
  readonly onBusyOrg: Policy['onBusyOrg'];
  readonly orgDeadlineMs: number;
}

/** What a remediation did, for the ledger and the rollout's report. */
export interface RemediationRecord {
  /** Workflow id and run id of the remediation. */
  readonly id: string;
  readonly runId: string;
  readonly action: RemediationAction;
  readonly by: string;
  readonly reason: string | null;
  readonly outcomes: readonly OrgOutcome[];
  readonly refused: AffectedOrgs['refused'];
}

export interface AddendumInput {
  readonly scope: RunScope;
  readonly rolloutId: string;
  readonly remediation: RemediationRecord;
}
