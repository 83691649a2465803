import { z } from 'zod';
import type { OrgOutcome } from '../../domain/rollout-status.js';

export const RemediationInput = z.strictObject({
  /** Workflow id or key (first run id) of the rollout that left orgs in trouble, or open. */
  rollout: z.string().min(1),
  action: z.enum(['takeBack', 'finish']),
  /** Logical ids; without them every affected org. */
  orgs: z.array(z.string().min(1)).min(1).optional(),
  by: z.string().min(1).max(100).default('unknown'),
  reason: z.string().min(1).max(1_000).optional(),
});
export type RemediationInput = z.output<typeof RemediationInput>;
export type RemediationRequest = z.input<typeof RemediationInput>;

/** Result of `remediation`, first detail of its failure, and answer of its query `status`. */
export interface RemediationResult {
  readonly rolloutId: string;
  readonly action: RemediationInput['action'];
  /** Of the affected orgs. */
  readonly outcomes: readonly OrgOutcome[];
  /** Affected orgs that were left alone, with the reason. */
  readonly refused: readonly { readonly org: string; readonly reason: string }[];
  /** Where the rollout's report is, which has an addendum; null while it is not written. */
  readonly report: string | null;
}
