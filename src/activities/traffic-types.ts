import type { Adjustment, WeightMove } from '../domain/adjustment.js';
import type { ControllerState } from '../domain/capacity/controller.js';
import type { Envelope } from '../domain/capacity/envelope.js';
import type { Weights } from '../domain/capacity/weights.js';
import type { LayerResult, OrgInput, RunScope } from './types.js';

/** Whether the orgs of a wave have the agents for what is to come. */
export interface CapacityCheck {
  readonly open: boolean;
  /** For people, the worst first: org, queue and skills, how many agents short and until when; or what is not known. */
  readonly shortages: readonly string[];
}

/** What becomes of an org's weights once all else is written. */
export interface TrafficToCome {
  /** Steps in which the weights move once all else is written. Absent: they change with the rest. */
  readonly shift?: {
    readonly steps: number;
    /** From one step to the next, platform time. */
    readonly stepMinutes: number;
  };
  /** Weights follow the agents once all is written. Absent: they stay. */
  readonly balance?: {
    /** From one look to the next, platform time. */
    readonly lookMinutes: number;
    /** Number of the last decision that is on record, of an earlier window of the same rollout; 0: none. */
    readonly decided: number;
  };
}

export interface ShiftInput extends OrgInput {
  /** From 1. */
  readonly step: number;
  /** Platform time before the first step; its callers are what later ones are compared with. */
  readonly preToMs: number;
  /** Platform time of the step before; null before the first one. */
  readonly sinceMs: number | null;
}

/** `waits`: not yet, for a reason that may pass; `worse`: the callers of the step before fare badly. */
export type ShiftResult =
  | ({ readonly state: 'moved' } & Pick<LayerResult, 'kept' | 'resources' | 'platformTimeMs'>)
  | { readonly state: 'waits' | 'worse'; readonly reason: string };

/** What is remembered of a strategy from one look at the agents to the next. Weights are by the queue's key. */
export interface FollowedStrategy {
  readonly key: string;
  /** Null before the first look. */
  readonly state: ControllerState | null;
  /** What the last look found; those of `state` are to be written from there. */
  readonly seen?: Weights;
  /** Weights that were to be written, where nobody knows whether they were. */
  readonly tried?: Weights;
  /** What people approved since the plan. Absent: the plan's. */
  readonly envelope?: Envelope;
  /** Why it is not looked at any more. Absent: it is. */
  readonly stopped?: string;
}

export interface LookInput extends OrgInput {
  /** One that is not named was not looked at yet. */
  readonly followed: readonly FollowedStrategy[];
}

export interface StrategyLook {
  readonly followed: FollowedStrategy;
  /** `unknown`: nobody tells of the agents; `asks`: only weights that nobody approved would help, or none. */
  readonly change: 'kept' | 'moved' | 'asks' | 'unknown' | 'stopped';
  /** For people. */
  readonly reason: string;
  /** With `moved`. */
  readonly move?: WeightMove;
  /** With `asks`, where any weights would help: those, and what would have to be approved. */
  readonly wish?: { readonly weights: Weights; readonly envelope: Envelope };
}

export interface LookResult {
  readonly looks: readonly StrategyLook[];
  /** Null where the org does not tell. */
  readonly platformTimeMs: number | null;
}

export interface AdjustInput extends OrgInput {
  readonly adjustment: Adjustment;
}

export interface MoveResult {
  /** Of the strategy. */
  readonly key: string;
  /**
   * `waits`: not now, for a reason that may pass, though an earlier attempt may have written; `blocked`: a person changed a
   * weight, and nothing was written; `failed`: nobody knows whether it was written.
   */
  readonly state: 'moved' | 'waits' | 'blocked' | 'failed';
  readonly reason?: string;
}

export interface AdjustResult {
  readonly results: readonly MoveResult[];
  readonly platformTimeMs: number;
}

/** Those that go by agents and callers. */
export interface TrafficActivities {
  /** Agents on queue against the calls that are to come, by the policy's `capacity`. Reads only. */
  checkCapacity(input: { scope: RunScope; orgs: readonly string[] }): Promise<CapacityCheck>;
  /** One step of an org's weights towards the release, if the one before did no harm. */
  shiftTraffic(input: ShiftInput): Promise<ShiftResult>;
  /** Whether the weights of an org's strategies are still where the agents are. Reads only. */
  lookAtAgents(input: LookInput): Promise<LookResult>;
  /** Records a decision, then writes its weights. */
  adjustWeights(input: AdjustInput): Promise<AdjustResult>;
}
