import type { Verdict } from '../domain/canary/verdict.js';
import type { PlanCounts } from '../domain/org-plan.js';
import type { WeightInverse } from '../domain/weight-inverse.js';
import type { Policy } from '../domain/release-model.js';
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

export interface OrgRef {
  /** Logical id. */
  readonly org: string;
  readonly realOrgId: string;
  readonly platform: string;
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

export interface PlannedWave {
  /** 0 is the hub. */
  readonly index: number;
  readonly name: string;
  /** The gate that opens it after the wave before; for example `expand-50`. */
  readonly gate: string;
  /** In dependency order. */
  readonly groups: readonly { readonly group: string; readonly orgs: readonly OrgRef[] }[];
  /** Orgs that are not written to but whose callers reach what this wave changes: watched with it. */
  readonly exposed: readonly string[];
  /** Logical ids that this wave is compared with while it is watched. */
  readonly controls: readonly string[];
}

export interface PlanResult {
  readonly planDigest: string;
  readonly counts: PlanCounts;
  /** Resources that will be written. */
  readonly writes: number;
  /** One line for people per kind of sensitive change, at most 20. */
  readonly sensitive: readonly string[];
  readonly conflicts: number;
  readonly unbased: number;
  readonly waves: readonly PlannedWave[];
  /** Selected orgs that need no write. */
  readonly unchanged: readonly string[];
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
  planOrgs(input: PlanInput): Promise<PlanResult>;
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
