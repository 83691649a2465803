import type { Evidence } from '../domain/canary/evidence.js';
import type { Verdict } from '../domain/canary/verdict.js';
import type { OrgPlan, ResourceBase } from '../domain/org-plan.js';
import type { LiveResource } from '../domain/resource.js';

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
  /** Every managed resource that existed, whole. */
  readonly resources: readonly LiveResource[];
}

/** Bases by resource key. */
export type OrgBases = Readonly<Record<string, ResourceBase>>;

export interface EvidenceRecord {
  readonly evidence: Evidence;
  readonly verdict: Verdict | null;
}

export interface PromotionRecord {
  readonly environment: string;
  readonly releaseDigest: string;
  readonly commit: string;
  readonly rolloutId: string;
  /** Wall clock, ISO 8601. */
  readonly at: string;
  /** True where time ran faster than the wall clock. */
  readonly rehearsal: boolean;
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
  /** The plan made for one rollout. Writing the same again is no change. */
  writePlan(address: OrgAddress, rolloutKey: string, plan: OrgPlan): Promise<void>;
  readPlan(address: OrgAddress, rolloutKey: string): Promise<OrgPlan>;
  /** Returns the commit that acknowledges it. An existing snapshot of the same rollout is kept, not replaced. */
  writeSnapshot(address: OrgAddress, snapshot: OrgSnapshot): Promise<string>;
  readSnapshot(address: OrgAddress, rolloutKey: string): Promise<OrgSnapshot>;
  writeEvidence(rolloutKey: string, name: string, record: EvidenceRecord): Promise<void>;
  readEvidence(rolloutKey: string, name: string): Promise<EvidenceRecord>;
  /** `name` such as `report.json`, `report.md`. Returns a place a person can open: `<repository>:<ref>:<path>`. */
  writeReport(rolloutKey: string, files: Readonly<Record<string, string>>): Promise<string>;
  readReport(rolloutKey: string): Promise<Readonly<Record<string, string>>>;
  writePromotion(record: PromotionRecord): Promise<void>;
  readPromotions(environment: string): Promise<readonly PromotionRecord[]>;
}
