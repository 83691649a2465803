import type { GateName } from './operations.js';
import type { PlanCounts } from './org-plan.js';
import type { Verdict, VerdictLabel } from './canary/verdict.js';
import type { StagingGateStatus } from './synthetic/gate-status.js';
import type { ResourceOutcome } from './resource-outcome.js';

/** Where a rollout stands. */
export const RolloutState = {
  resolving: 'resolving',
  planning: 'planning',
  /** A person decides: `awaiting` names the gate and the command. */
  awaitingApproval: 'awaitingApproval',
  /** A freeze, business hours, an org held back or the line stopped: goes on by itself once that is over. */
  awaitingClearance: 'awaitingClearance',
  deploying: 'deploying',
  stabilizing: 'stabilizing',
  /** The stabilization is over and the evidence does not yet suffice. */
  judging: 'judging',
  baking: 'baking',
  /** Test calls show whether the environment passes the release: the staging gate. */
  loadTesting: 'loadTesting',
  rollingBack: 'rollingBack',
  verifyingRollback: 'verifyingRollback',
  /** Held with an alert until a person acts. */
  held: 'held',
  closing: 'closing',
  succeeded: 'succeeded',
  rolledBack: 'rolledBack',
  rejected: 'rejected',
  /** It gave way to an emergency; its windows are closed. */
  superseded: 'superseded',
  /** Something is stranded: listed, with the command. */
  incomplete: 'incomplete',
  failed: 'failed',
} as const;
export type RolloutState = (typeof RolloutState)[keyof typeof RolloutState];

export const OrgState = {
  untouched: 'untouched',
  /** Being written to, or taken back. */
  inProgress: 'inProgress',
  /** On the release, its window still open. */
  deployed: 'deployed',
  /** On the release, closed; or it needed nothing. */
  completed: 'completed',
  /** Its deployment failed and it took itself back. */
  failed: 'failed',
  rolledBack: 'rolledBack',
  /** Something could not be taken back: `reason` says what. */
  stranded: 'stranded',
} as const;
export type OrgState = (typeof OrgState)[keyof typeof OrgState];

/** Counts against the failure tolerance. */
export const hasFailed = ({ state }: Pick<OrgOutcome, 'state'>): boolean =>
  state === OrgState.failed || state === OrgState.stranded;

export interface OrgOutcome {
  readonly org: string;
  readonly state: OrgState;
  readonly writes: number;
  /** Paths left to a person's edit. */
  readonly kept: number;
  readonly reason?: string;
  /** On the release, but what is live could not be put on record: the next plan would know nothing of it. */
  readonly unrecorded?: true;
  /** How often its weights were moved to where the agents were. Absent: never. */
  readonly adjusted?: number;
  /** What a person can do about it, as it is to be typed; of orgs that failed or are stranded. */
  readonly command?: string;
  /** Of orgs that failed or are stranded: their resources in trouble, at most 10. */
  readonly resources?: readonly ResourceOutcome[];
}

export interface Awaiting {
  /** For people: `approval of gate expand-50`, `stabilization of wave 1`. */
  readonly what: string;
  readonly gate?: string;
  /** What an approval has to name, since it is flagged for review. Absent: nothing. */
  readonly flags?: readonly string[];
  /** ISO 8601, wall clock. */
  readonly since: string;
  readonly until?: string;
  /** Exact commands that answer it. */
  readonly commands: readonly string[];
}

/** A gate beside the one that is awaited: only what it is about waits for it. */
export interface Question {
  readonly gate: string;
  /** Logical id. */
  readonly org: string;
  /** For people. */
  readonly what: string;
  /** ISO 8601, wall clock. */
  readonly since: string;
  /** Exact commands that answer it. */
  readonly commands: readonly string[];
}

export interface WaveStatus {
  /** 0 is the hub. */
  readonly index: number;
  /** `hub`, `10 %`. */
  readonly name: string;
  readonly state: 'waiting' | 'deploying' | 'watching' | 'passed' | 'takenBack' | 'kept';
  readonly orgs: readonly string[];
  readonly verdict: Verdict | null;
}

/** Counts over every selected org. */
export interface OrgCounts {
  readonly completed: number;
  readonly rolledBack: number;
  readonly failed: number;
  readonly untouched: number;
  /** Being written to, or taken back; absent: none. */
  readonly inProgress?: number;
}

/** An approval that opened a gate, or helped to. */
export interface ApprovalRecord {
  readonly gate: string;
  readonly kind: GateName;
  readonly by: string;
  /** `claimed`: a name that somebody typed. `signed`: proven by a signature. */
  readonly identity: 'claimed' | 'signed';
  /** Wall clock, ISO 8601. */
  readonly at: string;
  /** The plan that was approved. */
  readonly planDigest: string;
  readonly note?: string;
  /** The verdict that it goes on in spite of. Absent: the wave had passed, or the gate is about none. */
  readonly despite?: Exclude<VerdictLabel, 'pass' | 'fail'>;
  /** Flags that it names. */
  readonly flag?: string;
}

/** What sort of rollout it is; `override`: it was started to go on without the pass that it needs. */
export const RolloutKind = {
  rollout: 'rollout',
  dryRun: 'dry run',
  adoption: 'adoption',
  emergency: 'emergency',
  override: 'override',
} as const;
export type RolloutKind = (typeof RolloutKind)[keyof typeof RolloutKind];

/** Answer of the query `status`. */
export interface RolloutStatus {
  readonly kind: RolloutKind;
  /** The rollout's first run id: names it in the ledger, and in what people sign. */
  readonly rolloutKey: string;
  readonly state: RolloutState;
  readonly paused: boolean;
  readonly release: string;
  readonly environment: string;
  readonly requestedBy: string;
  readonly change: string | null;
  /** Why it was asked for. */
  readonly reason: string | null;
  /** What nobody should overlook: an emergency, a pass that was overridden. */
  readonly warnings: readonly string[];
  readonly approvals: readonly ApprovalRecord[];
  readonly commit: string | null;
  readonly releaseDigest: string | null;
  readonly planDigest: string | null;
  /** Set where time runs faster than the wall clock: this is a rehearsal. */
  readonly timeScale: number;
  readonly awaiting: Awaiting | null;
  /** Absent in rollouts that began before there were any. */
  readonly questions?: readonly Question[];
  readonly waves: readonly WaveStatus[];
  readonly changes: PlanCounts | null;
  readonly orgs: OrgCounts;
  readonly outcomes: readonly OrgOutcome[];
  readonly writes: number;
  /** What people should know: ignored messages, flags, held paths. Newest last, at most 50. */
  readonly notices: readonly string[];
  /** Absent: the policy asks for none here, or it has not begun. */
  readonly stagingGate?: StagingGateStatus;
  /** Where the report is, once written. */
  readonly report: string | null;
}

export type RolloutOutcome =
  'succeeded' | 'rolledBack' | 'rejected' | 'superseded' | 'held' | 'incomplete' | 'failed';

/** Result of a rollout that succeeded, and first detail of the failure of one that did not. */
export interface RolloutSummary {
  readonly outcome: RolloutOutcome;
  readonly reason: string;
  readonly orgs: OrgCounts;
  readonly waves: number;
  readonly writes: number;
  readonly report: string | null;
}

/** ApplicationFailure types that a rollout ends with. */
export const RolloutFailure = {
  /** First detail: Finding[]. */
  badInput: 'BadInput',
  rolledBack: 'RolledBack',
  rejected: 'Rejected',
  superseded: 'Superseded',
  incomplete: 'Incomplete',
  /** A preflight or a rule refused before any write. First detail: string[] of what is missing. */
  refused: 'Refused',
} as const;
export type RolloutFailure = (typeof RolloutFailure)[keyof typeof RolloutFailure];
