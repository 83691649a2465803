import type { OrgInput, SnapshotResult } from '../../activities/types.js';
import type { WeightInverse } from '../../domain/weight-inverse.js';

/** What was begun in an org, and so has to be looked at when it is taken back. */
export interface Begun {
  /** Layers of which a write may have started: 0 … layers − 1. */
  layers: number;
  weightInverse: readonly WeightInverse[];
  /** Resources to remove at close. */
  removals: number;
  /** Absent: weights stay as the release brings them. */
  balance?: NonNullable<SnapshotResult['balance']>;
  /** See OrgInput. Absent: no snapshot was taken yet. */
  orgPlanDigest?: string;
}

/** What activities of the org's transaction are told of it. */
export function inputOf(
  { scope, org }: Pick<OrgInput, 'scope' | 'org'>,
  { orgPlanDigest }: Begun,
): OrgInput {
  return { scope, org, ...(orgPlanDigest === undefined ? {} : { orgPlanDigest }) };
}
