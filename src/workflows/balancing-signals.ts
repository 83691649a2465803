import { defineSignal } from '@temporalio/workflow';
import type { FollowedStrategy, MoveResult, RunScope } from '../activities/types.js';
import type { WeightMove } from '../domain/adjustment.js';
import type { Envelope } from '../domain/capacity/envelope.js';
import type { OrgRef } from '../domain/rollout-plan.js';

export interface BalancingInput {
  readonly scope: RunScope;
  readonly org: OrgRef;
  /** The org's window, which alone writes. */
  readonly orgId: string;
  /** Wall time from one look to the next. */
  readonly lookMs: number;
  /** Where a continued run goes on. */
  readonly progress?: BalancingProgress;
}

export interface BalancingProgress {
  readonly looks: number;
  readonly followed: readonly FollowedStrategy[];
  /** What was said of each strategy last: said again tells nobody anything. */
  readonly said: Readonly<Record<string, string>>;
  readonly notes: number;
  /** The strategy that people are asked about; null: none. */
  readonly asked: string | null;
  readonly questions: number;
  /** Strategies of which people said no. */
  readonly declined: readonly string[];
}

/** Weights that would help and that nobody approved. */
export interface WiderEnvelope {
  /** Of the strategy. */
  readonly key: string;
  /** For people. */
  readonly text: string;
  readonly envelope: Envelope;
}

/** What people have to know of a strategy. */
export interface BalancingNote {
  readonly text: string;
  /** Nobody answers the callers, and no weight would help. */
  readonly isShort?: true;
}

/** balancing → orgDeployment: what a look came to. Nothing is sent of one that came to nothing. */
export interface BalancingFinding {
  /** Workflow id of the one that looked. */
  readonly from: string;
  readonly look: number;
  /** Platform time, ISO 8601. */
  readonly at: string;
  /** To be written, with an answer. */
  readonly moves: readonly WeightMove[];
  readonly notes: readonly BalancingNote[];
  readonly question?: WiderEnvelope;
}
export const balancingFound = defineSignal<[BalancingFinding]>('balancingFound');

/** orgDeployment → balancing: what became of the moves of a look. */
export interface BalancingAnswer {
  readonly look: number;
  readonly results: readonly MoveResult[];
}
export const balancingAnswered = defineSignal<[BalancingAnswer]>('balancingAnswered');

/** orgDeployment → balancing: what people said; null: no wider envelope. */
export interface EnvelopeDecision {
  readonly key: string;
  readonly envelope: Envelope | null;
}
export const envelopeDecided = defineSignal<[EnvelopeDecision]>('envelopeDecided');

/** orgDeployment → balancing. */
export const stopBalancing = defineSignal<[{ readonly org: string }]>('stopBalancing');

/** orgDeployment → rollout: of an org whose window is open. */
export interface OrgAside {
  readonly rolloutKey: string;
  readonly org: OrgRef;
  /** For people. */
  readonly text: string;
  readonly isShort?: true;
  /** The gate that it is decided at. */
  readonly gate?: string;
}
export const orgAside = defineSignal<[OrgAside]>('orgAside');

/** rollout → orgDeployment: what people said at the gate. */
export interface TrafficDecision {
  readonly rolloutKey: string;
  readonly gate: string;
  readonly approved: boolean;
}
export const trafficDecided = defineSignal<[TrafficDecision]>('trafficDecided');
