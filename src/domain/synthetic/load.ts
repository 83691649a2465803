import type { StrategyTarget } from '../capacity/routing.js';
import type { CallerKind } from './rule.js';
import type { SipOrder } from './sip.js';

/** A queue of an org under load, as the release has it. */
export interface QueueUnderLoad extends CallerKind {
  readonly key: string;
  /** The platform's own id. */
  readonly id: string;
  /** True where callers are served in the order in which they came. */
  readonly inTurn: boolean;
}

export interface StrategyUnderLoad {
  readonly key: string;
  readonly id: string;
  readonly targets: readonly (StrategyTarget & { readonly key: string })[];
}

export interface FlowUnderLoad {
  readonly key: string;
  readonly id: string;
  /** Where it sends callers: the platform's ids of strategies and queues. */
  readonly sendsTo: readonly string[];
}

/** What of a release is called at one org. */
export interface OrgUnderLoad {
  readonly org: string;
  readonly callers: readonly CallerKind[];
  /** Of production's busiest hour, scaled to this environment; null where nobody knows. */
  readonly callsPerHour: number | null;
  readonly flows: readonly FlowUnderLoad[];
  readonly strategies: readonly StrategyUnderLoad[];
  readonly queues: readonly QueueUnderLoad[];
}

/** Calls that are placed together: one entry, one kind of caller. */
export interface LoadOrder extends CallerKind {
  /** Unique in the environment: twice placed is once placed. */
  readonly id: string;
  readonly org: string;
  readonly entry: { readonly kind: 'flow' | 'queue'; readonly key: string; readonly id: string };
  readonly count: number;
  readonly withinSeconds: number;
  readonly patienceSeconds: number;
}

/** The whole load: recorded before the first call is placed. */
export interface LoadPlan {
  readonly orgs: readonly OrgUnderLoad[];
  readonly orders: readonly LoadOrder[];
  /** Calls by real trunks; absent: none. */
  readonly sip?: readonly SipOrder[] | undefined;
  /** Until the last call is placed, platform time. */
  readonly minutes: number;
  /** Tests with a chance of a false alarm, which share the significance. */
  readonly tests: number;
  /** What cannot be checked, and what to do about it. */
  readonly unable: readonly { readonly org: string; readonly text: string }[];
}

/** How a test call came out, or stands. Ids are the platform's. */
export interface PlacedCall {
  readonly id: string;
  /** False while an agent may still be found. */
  readonly settled: boolean;
  /** False where no trunk took it. */
  readonly cameIn: boolean;
  /** Blocks of the flow that failed, in order; `start` where it failed before its first. */
  readonly flowErrors: readonly string[];
  readonly strategyId: string | null;
  readonly queueId: string | null;
  readonly answered: boolean;
  /** In the platform's words; of a call that was not answered, why. */
  readonly ending: string;
  /** In the queue, ringing included; null where it reached none. */
  readonly waitSeconds: number | null;
  /** Platform time, milliseconds: when it came to the queue, and when an agent's telephone began to ring. */
  readonly queuedAtMs: number | null;
  readonly assignedAtMs: number | null;
  /** Of the agent who answered, languages too; null where nobody did, or the platform does not tell. */
  readonly agentSkills: readonly string[] | null;
}
