import type { ResourceOutcome } from '../domain/resource-outcome.js';
import type { OrgRef } from '../domain/rollout-plan.js';
import type { OrgOutcome } from '../domain/rollout-status.js';
import type { WeightInverse } from '../domain/weight-inverse.js';
import type { TrafficToCome } from './traffic-types.js';
import type { RunScope } from './types.js';

export interface OrgInput {
  readonly scope: RunScope;
  readonly org: OrgRef;
  /**
   * Digest of the org's own plan when its snapshot was taken, once it is: orgs of later waves may be planned anew
   * since, which makes another set, and leaves this plan approved.
   */
  readonly orgPlanDigest?: string;
}

export interface SnapshotResult extends TrafficToCome {
  /** The commit that acknowledges it. */
  readonly snapshot: string;
  /** Digest of the org's own plan, which was found to be the approved one. */
  readonly planDigest: string;
  readonly layers: number;
  /** Small enough for history, so that the first act of a rollback needs no ledger. */
  readonly weightInverse: readonly WeightInverse[];
  /** What the plan writes, untouched as yet. */
  readonly resources: readonly ResourceOutcome[];
  /** Resources that are removed at close. */
  readonly removals: number;
}

export interface CreatedResource {
  readonly key: string;
  /** The platform's own: whoever renames the resource leaves it that. */
  readonly id?: string;
}

export interface LayerInput extends OrgInput {
  readonly layer: number;
}

export interface LayerResult {
  /** Resources on their target that were not when the layer began, whichever attempt wrote them. */
  readonly writes: number;
  /** Paths left to a person's edit. */
  readonly kept: number;
  /** What the plan writes in this layer. */
  readonly resources: readonly ResourceOutcome[];
  readonly platformTimeMs: number;
}

export interface RevertLayerInput extends LayerInput {
  /** Resources that this rollout is known to have created. */
  readonly created?: readonly CreatedResource[];
}

/** Second detail of a failure of `deployLayer`: how far it came. */
export interface LayerProgress {
  readonly resources: readonly ResourceOutcome[];
}

export interface RevertResult {
  readonly reverted: number;
  /** Paths left as they are: a person changed them since. */
  readonly kept: number;
  /** Resources that could not be taken back, each with the reason. */
  readonly stranded: readonly string[];
  /** The client was refused: for as long as nobody lets it in, more tries are of no use, and soon they may be. */
  readonly refused?: true;
  /** What the plan had written in the layer; empty of weights, whose strategies go back with their layers. */
  readonly resources: readonly ResourceOutcome[];
  readonly platformTimeMs: number;
}

export interface PruneResult {
  readonly removed: number;
  /** `completed`: removed, or gone already; `untouched`: it stays, with the reason. */
  readonly resources: readonly ResourceOutcome[];
}

export interface OutcomeInput extends OrgInput {
  /** The workflow that closes the org's window. */
  readonly closedBy: string;
  readonly outcome: OrgOutcome;
  readonly resources: readonly ResourceOutcome[];
}
