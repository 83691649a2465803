import type { Adjustment } from '../domain/adjustment.js';
import type { Evidence } from '../domain/canary/evidence.js';
import type { Verdict } from '../domain/canary/verdict.js';
import type { LineStop } from '../domain/line.js';
import type { JsonObject } from '../domain/json.js';
import type { Experiment } from '../domain/experiment.js';
import type { OrgPlan, ResourceBase } from '../domain/org-plan.js';
import type { ResourceOutcome } from '../domain/resource-outcome.js';
import type { LiveResource } from '../domain/resource.js';
import type { LoadVerdict } from '../domain/synthetic/judge-load.js';
import type { SipOutcome } from '../domain/synthetic/check-sip.js';
import type { LoadPlan } from '../domain/synthetic/load.js';
import type { OrgOutcome } from '../domain/rollout-status.js';

/** Thrown when the ledger cannot be reached or written; the engine waits and says so. */
export class LedgerUnavailableError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'LedgerUnavailableError';
  }
}

/** Thrown when what was asked for is not in the ledger. */
export class LedgerMissingError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'LedgerMissingError';
  }
}

export { LedgerDamagedError } from './errors.js';

/**
 * Thrown when what is to be written must not be: a plan that its snapshot could not take back, an older plan set, a
 * secret. Trying again is of no use; the message says what is.
 */
export class LedgerRefusedError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'LedgerRefusedError';
  }
}

export interface OrgAddress {
  readonly environment: string;
  /** Logical org id. */
  readonly org: string;
}

/** What an org had before a rollout touched it, with the plan whose inverse it is. */
export interface OrgSnapshot {
  readonly rolloutKey: string;
  /** ISO 8601, platform time. */
  readonly takenAt: string;
  readonly plan: OrgPlan;
  /** Every managed resource that existed, whole but for its secret fields, which the ledger never keeps. */
  readonly resources: readonly KeptResource[];
}

/** A resource as a snapshot keeps it. */
export interface KeptResource extends LiveResource {
  /** Secret fields were left out: the body is not the whole of it. */
  readonly secretsLeftOut?: true;
}

/** What became of an org in a rollout, resource by resource: written when its window is closed. */
export interface OrgRecord extends OrgOutcome {
  readonly rolloutKey: string;
  /** The workflow that closed the window: the rollout's or a remediation's. */
  readonly closedBy: string;
  /** Wall clock, ISO 8601. */
  readonly at: string;
  /** Of what the plan writes. */
  readonly resources: readonly ResourceOutcome[];
}

/** Bases by resource key. */
export type OrgBases = Readonly<Record<string, ResourceBase>>;

export interface EvidenceRecord {
  readonly evidence: Evidence;
  readonly verdict: Verdict | null;
}

/** The synthetic load of a rollout: recorded before its first call is placed, and again once it is judged. */
export interface LoadRecord {
  readonly plan: LoadPlan;
  /** Of the plan's calls by SIP, once all have ended; absent before. */
  readonly sip?: readonly SipOutcome[] | undefined;
  readonly verdict: LoadVerdict | null;
}

/** Who let a gate pass. */
export interface RecordedApproval {
  readonly gate: string;
  readonly by: string;
  /** `claimed`: a name that somebody typed. `signed`: proven by a signature. */
  readonly identity: 'claimed' | 'signed';
  /** Wall clock, ISO 8601. */
  readonly at: string;
}

/** A release that passed in an environment. What older records lack is null or empty. */
export interface PromotionRecord {
  readonly environment: string;
  readonly releaseDigest: string;
  readonly commit: string;
  readonly rolloutId: string;
  /** Wall clock, ISO 8601. */
  readonly at: string;
  /** True where time ran faster than the wall clock. */
  readonly rehearsal: boolean;
  readonly requestedBy: string | null;
  /** Ticket. */
  readonly change: string | null;
  readonly approvals: readonly RecordedApproval[];
  readonly planDigest: string | null;
  /** Where the report is: `<repository>:<ref>:<path>`. */
  readonly reportPlace: string | null;
  /** Names of the evidence that it passed on. */
  readonly evidence: readonly string[];
  /** Of `environments/`, which the release digest does not cover. */
  readonly environmentFilesDigest: string | null;
  /** Where the evidence of the staging gate is; absent where there was none. */
  readonly loadPlace?: string | undefined;
}

type PromotionEssentials =
  'environment' | 'releaseDigest' | 'commit' | 'rolloutId' | 'at' | 'rehearsal';

/** What `writePromotion` takes: what is left out counts as unknown. */
export type NewPromotion = Pick<PromotionRecord, PromotionEssentials> & Partial<PromotionRecord>;

/** A promotion record, and whether it counts. */
export interface ReadPromotion extends PromotionRecord {
  /** False where signers are configured and none of them signed the commit that wrote it. */
  readonly trusted: boolean;
  /** Why it is not trusted. */
  readonly distrust?: string;
}

/** Somebody stops or releases the line. */
export interface LineMove {
  readonly stopped: boolean;
  readonly by: string;
  readonly reason: string;
  /** Wall clock, ISO 8601. */
  readonly at: string;
}

/** All plans of a rollout as one artefact: what an approval is bound to. */
export interface PlanSet {
  readonly planDigest: string;
  readonly environment: string;
  readonly commit: string;
  readonly releaseDigest: string;
  /** Wall clock, ISO 8601. */
  readonly createdAt: string;
  /** 1 for the first plan of the rollout, one more each time it is planned anew. */
  readonly revision: number;
  /** Every planned org with the digest of its plan. */
  readonly orgs: readonly { readonly org: string; readonly digest: string }[];
  /** Who gets the release when, and what that was drawn from. Absent in sets that no rollout made. */
  readonly experiment?: Experiment;
}

export interface RolloutFilter {
  readonly environment?: string;
  readonly org?: string;
  /** ISO 8601; last written at this instant or later. */
  readonly from?: string;
  /** ISO 8601; last written before this instant. */
  readonly to?: string;
}

/** A rollout as its ref tells of it. */
export interface RolloutListing {
  readonly rolloutKey: string;
  /** When its ref was last written: wall clock, ISO 8601. */
  readonly at: string;
  /** The commit that was read. */
  readonly recordCommit: string;
  /** Null while neither plan set nor report is there. */
  readonly environment: string | null;
  readonly orgs: readonly string[];
  readonly planSet: PlanSet | null;
  /** Content of `report.json`; null while the rollout runs. */
  readonly report: JsonObject | null;
  readonly reportPlace: string | null;
  readonly evidence: readonly string[];
}

/** What the ref of an org holds of one rollout; null where it never was there. */
export interface OrgTrace {
  /** The plan that was executed: the snapshot's, else the recorded one. */
  readonly plan: OrgPlan | null;
  readonly planCommit: string | null;
  readonly snapshotCommit: string | null;
}

/** Something that is wrong with the ledger. */
export interface LedgerFinding {
  /** Null where it concerns the repository as a whole. */
  readonly ref: string | null;
  readonly commit: string | null;
  readonly path: string | null;
  readonly what: string;
}

/** What Rollcall last brought an org to: written when the org's window was closed. */
export interface LastDeployment {
  /** Logical org id. */
  readonly org: string;
  /** Wall clock, ISO 8601. */
  readonly at: string;
  /** Whole where the rollout's plan is still in the org's tree, else its first digits; null where no release is named. */
  readonly releaseDigest: string | null;
  readonly rolloutKey: string | null;
  /** Null where the rollout's plan is no longer in the org's tree. */
  readonly commit: string | null;
}

/** The Git repository of snapshots, plans, evidence, reports and promotion records. */
export interface Ledger {
  /** The ledger's own id, made with it. */
  id(): Promise<string>;
  readBases(address: OrgAddress): Promise<OrgBases>;
  /** Bases of many orgs, in their order. */
  readManyBases(addresses: readonly OrgAddress[]): Promise<readonly OrgBases[]>;
  /** Every org that has a record, of any environment. */
  listOrgs(): Promise<readonly OrgAddress[]>;
  /** Of an environment's orgs that were adopted or deployed to. */
  lastDeployments(environment: string): Promise<readonly LastDeployment[]>;
  /** Replaces the bases. */
  writeBases(address: OrgAddress, bases: OrgBases, why: string): Promise<void>;
  /**
   * The plan made for one rollout; a newer one replaces it, the same again is no change.
   * @throws LedgerRefusedError where the rollout has a snapshot of the org that could not take the plan back, and
   * where the plan names a secret field
   */
  writePlan(address: OrgAddress, rolloutKey: string, plan: OrgPlan): Promise<void>;
  readPlan(address: OrgAddress, rolloutKey: string): Promise<OrgPlan>;
  /** Returns the commit that acknowledges it. An existing snapshot of the same rollout is kept, not replaced. */
  writeSnapshot(address: OrgAddress, snapshot: OrgSnapshot): Promise<string>;
  readSnapshot(address: OrgAddress, rolloutKey: string): Promise<OrgSnapshot>;
  /** Adds a decision to what was adjusted in the org's window; the same number again is no change. */
  writeAdjustment(address: OrgAddress, rolloutKey: string, adjustment: Adjustment): Promise<void>;
  /** In the order of their numbers; empty where the weights never followed the agents. */
  readAdjustments(address: OrgAddress, rolloutKey: string): Promise<readonly Adjustment[]>;
  /** A later one (of a remediation) replaces it; history keeps both. */
  writeOutcome(address: OrgAddress, outcome: OrgRecord): Promise<void>;
  /** Null where the org's window was never closed by this rollout, or before outcomes were recorded. */
  readOutcome(address: OrgAddress, rolloutKey: string): Promise<OrgRecord | null>;
  /** What wrote the org's bases after a rollout took its snapshot, other than that rollout; null: nothing. */
  overtakenBy(address: OrgAddress, rolloutKey: string): Promise<string | null>;
  writeEvidence(rolloutKey: string, name: string, record: EvidenceRecord): Promise<void>;
  readEvidence(rolloutKey: string, name: string): Promise<EvidenceRecord>;
  /** Names of the evidence, sorted; empty where there is none. */
  listEvidence(rolloutKey: string): Promise<readonly string[]>;
  /** The synthetic load; the same again is no change. Returns a place a person can open. */
  writeLoad(rolloutKey: string, record: LoadRecord): Promise<string>;
  /** Null where there is none. */
  readLoad(rolloutKey: string): Promise<LoadRecord | null>;
  /** `name` such as `report.json`, `report.md`. Returns a place a person can open: `<repository>:<ref>:<path>`. */
  writeReport(rolloutKey: string, files: Readonly<Record<string, string>>): Promise<string>;
  readReport(rolloutKey: string): Promise<Readonly<Record<string, string>>>;
  /**
   * A higher revision replaces what is there, the same again is no change.
   * @throws LedgerRefusedError for a lower revision, or other plans under the same one
   */
  writePlanSet(rolloutKey: string, planSet: PlanSet): Promise<void>;
  readPlanSet(rolloutKey: string): Promise<PlanSet>;
  /** The newest first. */
  listRollouts(filter?: RolloutFilter): Promise<readonly RolloutListing[]>;
  /** By org. */
  readOrgTraces(
    environment: string,
    orgs: readonly string[],
    rolloutKey: string,
  ): Promise<ReadonlyMap<string, OrgTrace>>;
  writePromotion(record: NewPromotion): Promise<void>;
  /** The oldest first. Only those that are `trusted` count as a pass; the others are there to be reported. */
  readPromotions(environment: string): Promise<readonly ReadPromotion[]>;
  /** Stops or releases the line; the same again is no change. */
  moveLine(move: LineMove): Promise<void>;
  /** Null: it is not stopped. A release that no allowed signer signed counts as none. */
  readLine(): Promise<LineStop | null>;
  /** Everything that is wrong with the ledger; empty where it is whole. Reads all of its history. */
  verify(): Promise<readonly LedgerFinding[]>;
}

/**
 * Hears of every commit that landed, of each that another writer's came before, and of a lock that a Git which is gone
 * left in the way and that was removed.
 */
export type OutcomeListener = (outcome: 'commit' | 'conflict' | 'staleLock') => void;
