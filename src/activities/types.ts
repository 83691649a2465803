import type { WavePlace } from '../domain/canary/policy.js';
import type { Verdict } from '../domain/canary/verdict.js';
import type { Policy } from '../domain/release-model.js';
import type { DriftSummary } from '../domain/drift-summary.js';
import type { LineState } from '../domain/line.js';
import type { GateName } from '../domain/operations.js';
import type { RolloutPlan } from '../domain/rollout-plan.js';
import type { AddendumInput, AffectedInput, AffectedOrgs } from './remediation-types.js';
import type { ApprovalRecord, RolloutStatus, RolloutSummary } from '../domain/rollout-status.js';
import type { WeightInverse } from '../domain/weight-inverse.js';
import type { AlertChannel } from '../domain/alert-kinds.js';
import type { PreflightInput, PreflightResult } from './preflight-types.js';
import type { SyntheticActivities } from './synthetic-types.js';
import type { TrafficActivities } from './traffic-types.js';
import type {
  LayerInput,
  LayerResult,
  OrgInput,
  OutcomeInput,
  PruneResult,
  RevertLayerInput,
  RevertResult,
  SnapshotResult,
} from './transaction-types.js';
import type { AlertSubject, Notification } from '../notify/port.js';

/** What every activity of one rollout needs to find its data; small and free of secrets. */
export interface RunScope {
  /** The rollout's first run id: unique, and the same after a reset. */
  readonly rolloutKey: string;
  readonly environment: string;
  readonly commit: string;
  readonly ledgerId: string;
  /** The plan that is carried out, once there is one. */
  readonly planDigest?: string;
}

export interface ResolveInput {
  readonly release: string;
  readonly environment: string;
  readonly timeScale: number;
  readonly only?: readonly string[];
  readonly except?: readonly string[];
  readonly change?: string;
  readonly reason?: string;
  readonly emergency: boolean;
  readonly overridePromotion?: string;
  readonly dryRun: boolean;
  readonly adopt: boolean;
}

export interface ResolvedRelease {
  readonly commit: string;
  readonly releaseDigest: string;
  readonly ledgerId: string;
  readonly policy: Policy;
  /** What nobody should overlook, in words. */
  readonly warnings: readonly string[];
  /** What the policy says otherwise than the one of the release before it in this environment, at most 20 lines. */
  readonly policyChanges: readonly string[];
  /** What `environments/` says otherwise than when the release passed before, at most 20 lines. */
  readonly environmentChanges: readonly string[];
  /** Orgs that operations.yaml holds back, left out with their reason. */
  readonly heldBack: readonly { readonly org: string; readonly reason: string }[];
}

/** What people said at a gate. */
export interface GateApproval {
  readonly by: string;
  /** ISO 8601: when it was signed, else when it came in. */
  readonly at: string;
  readonly signature?: string;
  /** As the approval names them. */
  readonly flag?: string;
}

export interface GateInput {
  readonly scope: RunScope;
  readonly rolloutId: string;
  /** As people name it, for example `expand-50`. */
  readonly gate: string;
  readonly kind: GateName;
  readonly planDigest: string;
  /** What opens with it. */
  readonly orgs: readonly string[];
  readonly requestedBy: string;
  readonly approvals: readonly GateApproval[];
}

export interface GateCheck {
  /** Why the gate stays shut, and who is asked; null where the approvals open it. */
  readonly objection: string | null;
  /** Those that are what they say, in the order given. */
  readonly approvals: readonly Pick<ApprovalRecord, 'by' | 'identity' | 'at'>[];
}

export interface Clearance {
  /** Why nothing may be deployed now, for people; empty where it may. */
  readonly reasons: readonly string[];
  /** Platform milliseconds until the first time that it is worth looking again; null: nobody knows. */
  readonly waitMs: number | null;
  /** True where the line is stopped in the ledger: by whoever releases it, the wait is over at once. */
  readonly lineStopped: boolean;
}

export interface RefreshInput {
  readonly scope: RunScope;
  /** The plan that the rollout goes by. */
  readonly planDigest: string;
  /** The wave's orgs. */
  readonly orgs: readonly string[];
}

/** What became of the plan of some orgs since it was made. */
export interface RefreshedPlan {
  readonly planDigest: string;
  /** Orgs that have to be written otherwise than planned. Empty: the plan stands. */
  readonly moved: readonly string[];
  /** What their new plans do that a person has to see, as in the plan. */
  readonly sensitive: readonly string[];
  readonly conflicts: number;
  readonly unbased: number;
}

export interface PlanInput {
  readonly scope: RunScope;
  readonly only?: readonly string[];
  readonly except?: readonly string[];
  /** True where nothing is written, or it cannot wait: a plan without verdicts is not refused. */
  readonly mayBeBlind?: boolean;
}

export interface SampleInput {
  readonly scope: RunScope;
  /** Name of the evidence in the ledger. */
  readonly name: string;
  readonly canaries: readonly string[];
  readonly controls: readonly string[];
  /** Platform time: just before the first write, and of the last one. */
  readonly preToMs: number;
  readonly postFromMs: number;
  readonly place: WavePlace;
  /** True where the controls could have been drawn in the canaries' place. */
  readonly controlsDrawn: boolean;
  /** From the deployment to the last planned check, platform time. */
  readonly horizonMinutes: number;
  /** Of the series, platform time: every check before this one that counts. */
  readonly checksMs: readonly number[];
}

export interface SampleResult {
  readonly name: string;
  /** The checks that count, this one the last: what the next check passes on. */
  readonly checksMs: readonly number[];
  readonly orgsWithoutData: number;
}

export interface JudgeInput {
  readonly scope: RunScope;
  readonly name: string;
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
  readonly planDigest: string;
  readonly rehearsal: boolean;
  readonly requestedBy: string;
  readonly change: string | null;
  readonly approvals: readonly ApprovalRecord[];
  readonly reportPlace: string | null;
  /** Names of the evidence in the ledger. */
  readonly evidence: readonly string[];
  /** Where the evidence of the staging gate is; absent where there was none. */
  readonly loadPlace?: string;
}

export interface NotifyInput {
  readonly channel: AlertChannel;
  readonly notification: Notification;
  readonly deduplicationKey: string;
}

export type * from './remediation-types.js';
export type * from './synthetic-types.js';
export type * from './traffic-types.js';
export type * from './transaction-types.js';

export interface BaselinesResult {
  /** Orgs that will not answer until a person has acted, with the reason. */
  readonly unrecorded: readonly { readonly org: string; readonly reason: string }[];
}

/** Every activity; workflows import this type only. */
export interface Activities extends TrafficActivities, SyntheticActivities {
  resolveRelease(input: ResolveInput): Promise<ResolvedRelease>;
  discoverOrgs(input: { scope: RunScope; timeScale: number }): Promise<{ orgs: number }>;
  validateGraph(input: { scope: RunScope }): Promise<{ tiers: readonly (readonly string[])[] }>;
  planOrgs(input: PlanInput): Promise<RolloutPlan>;
  /** Judges the approvals of a gate by the rules on the protected branch, and verifies signatures. */
  checkGate(input: GateInput): Promise<GateCheck>;
  /** Freezes, business hours, orgs held back, the line stopped: as the protected branch says now. */
  checkClearance(input: {
    scope: RunScope;
    orgs: readonly string[];
    emergency: boolean;
  }): Promise<Clearance>;
  /** Stops or releases the line, in the ledger. */
  moveLine(input: { stopped: boolean; by: string; reason: string }): Promise<void>;
  readLine(): Promise<LineState>;
  /** Tells every running rollout to look at its clearance at once. */
  wakeRollouts(): Promise<{ told: number }>;
  /** Plans orgs anew where the world moved since, and records what has to be done instead. */
  refreshPlan(input: RefreshInput): Promise<RefreshedPlan>;
  /** What people changed since Rollcall last wrote; reads only. */
  findDrift(input: {
    release: string;
    environment: string;
    only?: readonly string[];
    except?: readonly string[];
  }): Promise<DriftSummary>;
  /** Makes what is live the base of later plans. Refuses an org whose deployment window is open. */
  adoptLive(input: {
    scope: RunScope;
    orgs: readonly string[];
    /** Id of an org's deployment window, with `{platform}` and `{realOrgId}` in it. */
    windowId: string;
  }): Promise<{ resources: number }>;
  preflight(input: PreflightInput): Promise<PreflightResult>;
  acquireToken(input: OrgInput): Promise<{ expiresAt: string; scopes: readonly string[] }>;
  takeSnapshot(input: OrgInput): Promise<SnapshotResult>;
  deployLayer(input: LayerInput): Promise<LayerResult>;
  revertWeights(input: OrgInput & { inverse: readonly WeightInverse[] }): Promise<RevertResult>;
  revertLayer(input: RevertLayerInput): Promise<RevertResult>;
  /**
   * What there is to take back of an org whose window is closed. Refuses where a later rollout, or an adoption,
   * wrote the org's bases since.
   */
  recallSnapshot(input: OrgInput): Promise<SnapshotResult>;
  /** Removes what no template declares any more, where nobody edited it and nothing refers to it. */
  pruneOrg(input: OrgInput): Promise<PruneResult>;
  /** Writes down what became of an org. */
  recordOutcome(input: OutcomeInput): Promise<void>;
  /** Advances the bases of orgs that stay on the release; an org that refuses costs the others nothing. */
  recordBaselines(input: { scope: RunScope; orgs: readonly string[] }): Promise<BaselinesResult>;
  sampleTelemetry(input: SampleInput): Promise<SampleResult>;
  judgeEvidence(input: JudgeInput): Promise<Verdict>;
  writeReport(input: ReportInput): Promise<{ place: string }>;
  recordPromotion(input: PromotionInput): Promise<void>;
  /** The channels that hear of such an alert. */
  findChannels(input: { subject: AlertSubject }): Promise<readonly AlertChannel[]>;
  /** Tells people by one channel. */
  notify(input: NotifyInput): Promise<void>;
  /**
   * The orgs that a rollout left open, failed or stranded. Refuses while the rollout still runs, and orgs that are not
   * affected: what was deployed successfully is preserved.
   */
  findAffected(input: AffectedInput): Promise<AffectedOrgs>;
  /** Adds what a remediation did to the report of its rollout. */
  writeAddendum(input: AddendumInput): Promise<{ place: string }>;
}
