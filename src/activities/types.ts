import type { Verdict } from '../domain/canary/verdict.js';
import type { WeightInverse } from '../domain/weight-inverse.js';
import type { Policy } from '../domain/release-model.js';
import type { OrgRef, RolloutPlan } from '../domain/rollout-plan.js';
import type { RolloutStatus, RolloutSummary } from '../domain/rollout-status.js';
import type { Notification } from '../notify/port.js';

/** What every activity of one rollout needs to find its data; small and free of secrets. */
export interface RunScope {
  /** The rollout's first run id: unique, and the same after a reset. */
  readonly rolloutKey: string;
  readonly environment: string;
  readonly commit: string;
  readonly ledgerId: string;
}

export interface ResolveInput {
  readonly release: string;
  readonly environment: string;
  readonly timeScale: number;
  readonly only?: readonly string[];
  readonly except?: readonly string[];
}

export interface ResolvedRelease {
  readonly commit: string;
  readonly releaseDigest: string;
  readonly ledgerId: string;
  readonly policy: Policy;
}

export interface PlanInput {
  readonly scope: RunScope;
  readonly only?: readonly string[];
  readonly except?: readonly string[];
}

export interface PreflightResult {
  readonly platformTimeMs: number;
}

export interface OrgInput {
  readonly scope: RunScope;
  readonly org: OrgRef;
}

export interface SnapshotResult {
  /** The commit that acknowledges it. */
  readonly snapshot: string;
  readonly layers: number;
  /** Small enough for history, so that the first act of a rollback needs no ledger. */
  readonly weightInverse: readonly WeightInverse[];
}

export interface LayerInput extends OrgInput {
  readonly layer: number;
}

export interface LayerResult {
  /** Resources on their target that were not when the layer began, whichever attempt wrote them. */
  readonly writes: number;
  /** Paths left to a person's edit. */
  readonly kept: number;
  readonly platformTimeMs: number;
}

export interface RevertResult {
  readonly reverted: number;
  /** Paths left as they are: a person changed them since. */
  readonly kept: number;
  /** Resources that could not be taken back, each with the reason. */
  readonly stranded: readonly string[];
  readonly platformTimeMs: number;
}

export interface SampleInput {
  readonly scope: RunScope;
  /** Name of the evidence in the ledger. */
  readonly name: string;
  readonly canaries: readonly string[];
  readonly controls: readonly string[];
  /** Platform time. */
  readonly preToMs: number;
  readonly postFromMs: number;
}

export interface SampleResult {
  readonly name: string;
  readonly orgsWithoutData: number;
}

export interface JudgeInput {
  readonly scope: RunScope;
  readonly name: string;
  readonly previous: Verdict | null;
}

export interface ReportInput {
  readonly scope: RunScope;
  readonly rolloutId: string;
  readonly status: RolloutStatus;
  readonly summary: RolloutSummary;
}

export interface PromotionInput {
  readonly scope: RunScope;
  readonly rolloutId: string;
  readonly releaseDigest: string;
  readonly rehearsal: boolean;
}

export interface NotifyInput {
  readonly notification: Notification;
  readonly deduplicationKey: string;
}

export interface OpenOrg {
  readonly org: string;
  readonly workflowId: string;
  readonly rolloutKey: string;
}

/** Every activity; workflows import this type only. */
export interface Activities {
  resolveRelease(input: ResolveInput): Promise<ResolvedRelease>;
  discoverOrgs(input: { scope: RunScope; timeScale: number }): Promise<{ orgs: number }>;
  validateGraph(input: { scope: RunScope }): Promise<{ tiers: readonly (readonly string[])[] }>;
  planOrgs(input: PlanInput): Promise<RolloutPlan>;
  preflight(input: { scope: RunScope; orgs: readonly string[] }): Promise<PreflightResult>;
  acquireToken(input: OrgInput): Promise<{ expiresAt: string; scopes: readonly string[] }>;
  takeSnapshot(input: OrgInput): Promise<SnapshotResult>;
  deployLayer(input: LayerInput): Promise<LayerResult>;
  revertWeights(input: OrgInput & { inverse: readonly WeightInverse[] }): Promise<RevertResult>;
  revertLayer(input: LayerInput): Promise<RevertResult>;
  /** Advances the bases of orgs that stay on the release. */
  recordBaselines(input: { scope: RunScope; orgs: readonly string[] }): Promise<void>;
  sampleTelemetry(input: SampleInput): Promise<SampleResult>;
  judgeEvidence(input: JudgeInput): Promise<Verdict>;
  writeReport(input: ReportInput): Promise<{ place: string }>;
  recordPromotion(input: PromotionInput): Promise<void>;
  notify(input: NotifyInput): Promise<void>;
  /** The org workflows that a rollout left open, and the workflow ids of its groups. */
  findOpenOrgs(input: {
    rollout: string;
  }): Promise<{ orgs: readonly OpenOrg[]; groups: readonly string[] }>;
}
