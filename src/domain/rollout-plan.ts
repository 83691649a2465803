import type { PlanCounts } from './org-plan.js';
import type { WaveOutlook } from './wave-outlook.js';

export interface OrgRef {
  /** Logical id. */
  readonly org: string;
  readonly realOrgId: string;
  readonly platform: string;
  /** Absent in plans that were made before there was a tolerance by carrier. */
  readonly carrier?: string;
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
  /** How long it takes to see what; absent in plans that nobody looked ahead for. */
  readonly outlook?: WaveOutlook;
}

/** What a rollout will do, as far as its decisions need it: small, since it travels through Temporal. */
export interface RolloutPlan {
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
  /** What keeps waves from being judged well, a line each. Absent: nothing. */
  readonly blindSpots?: readonly string[];
}
