import { defineQuery, defineSignal } from '@temporalio/workflow';
import type { RemediationResult } from './remediation/messages.js';
import type { RunScope } from '../activities/types.js';
import type { Allowance } from '../domain/failure-tolerance.js';
import type { OrgRef } from '../domain/rollout-plan.js';
import type { WavePlace } from '../domain/canary/policy.js';
import type { Verdict } from '../domain/canary/verdict.js';
import type { ResourceOutcome } from '../domain/resource-outcome.js';
import type { OrgOutcome } from '../domain/rollout-status.js';

/** Who opened an org's deployment window; the only one it takes commands for. */
export interface Owner {
  readonly rolloutId: string;
  readonly rolloutKey: string;
  readonly groupId: string;
  /** When the rollout started, wall clock: of two that want each other's orgs, the younger gives way. */
  readonly startedAtMs: number;
}

export interface OrgDeploymentInput {
  readonly scope: RunScope;
  readonly org: OrgRef;
  readonly owner: Owner;
  /** An org that is not wholly on the release after so much wall time takes itself back. Absent: no deadline. */
  readonly deadlineMs?: number;
  /** From one step of the weights to the next, wall time. Absent: as the snapshot says. */
  readonly stepMs?: number;
  /** From one look at the agents to the next, wall time. Absent: as the snapshot says. */
  readonly lookMs?: number;
  /** `takeBack`: a window that a remediation opens over what an earlier one left. Absent: `deploy`. */
  readonly begins?: 'deploy' | 'takeBack';
}

/** Answer of the query `resources` of an org's window. */
export interface OrgResources {
  readonly owner: Pick<Owner, 'rolloutId' | 'rolloutKey'>;
  readonly outcome: OrgOutcome;
  readonly resources: readonly ResourceOutcome[];
}
export const orgResources = defineQuery<OrgResources>('resources');

/** Answer of the query `status` of a remediation; null until it knows the orgs. */
export const remediationStatus = defineQuery<RemediationResult | null>('status');

export interface RolloutGroupInput {
  readonly scope: RunScope;
  readonly rolloutId: string;
  readonly wave: number;
  readonly group: string;
  readonly orgs: readonly OrgRef[];
  readonly maxParallelOrgs: number;
  /** See OrgDeploymentInput. */
  readonly orgDeadlineMs?: number;
  /** See OrgDeploymentInput. */
  readonly stepMs?: number;
  /** See OrgDeploymentInput. */
  readonly lookMs?: number;
  /** Limits of failed orgs: no further org is started once one is exceeded. */
  readonly allowances: readonly Allowance[];
  /** Fewer orgs at once as failures accrue. */
  readonly strict: boolean;
  readonly onBusyOrg: 'wait' | 'refuse';
  readonly paused: boolean;
  readonly startedAtMs: number;
  /** The rollout has windows open in other groups. */
  readonly holdsWindows: boolean;
}

export interface ObservationInput {
  readonly scope: RunScope;
  readonly rolloutId: string;
  /** Names the observation; evidence is stored as `<name>-<check>`. */
  readonly name: string;
  readonly wave: number;
  readonly canaries: readonly string[];
  readonly controls: readonly string[];
  /** Platform time. */
  readonly preToMs: number;
  readonly postFromMs: number;
  readonly place: WavePlace;
  readonly controlsDrawn: boolean;
  /** From the deployment to the last planned check, platform time. */
  readonly horizonMinutes: number;
  /** Wall time between checks. */
  readonly intervalMs: number;
  /** From the first to the last planned check, wall time: a verdict then is final for the rollout; checks go on. */
  readonly horizonMs: number;
  /** Where a continued run goes on. */
  readonly progress?: ObservationProgress;
}

export interface ObservationProgress {
  readonly checks: number;
  /** Of these, the ones that count, platform time: not more than a horizon has. */
  readonly checksMs: readonly number[];
  readonly verdict: Verdict | null;
  /** Of the first check, wall time. */
  readonly startedAtMs: number;
  readonly pastHorizon: boolean;
}

/** rollout → rolloutGroup. */
export interface GroupCommand {
  readonly command: 'hello' | 'pause' | 'resume' | 'revertWeights' | 'revert' | 'close';
}
export const groupCommand = defineSignal<[GroupCommand]>('groupCommand');

/** rolloutGroup → rollout. */
export interface GroupProgress {
  readonly groupId: string;
  readonly phase: 'note' | 'deployed' | 'reverted' | 'closed';
  readonly outcomes: readonly OrgOutcome[];
  /** What it waits for, for people; empty when it no longer does. */
  readonly note: string;
  /** Latest platform time that a write of this phase ended at; 0 where nothing was written. */
  readonly platformTimeMs: number;
  /** Counts the group's messages, since they may overtake each other. */
  readonly sequence: number;
}
export const groupProgress = defineSignal<[GroupProgress]>('groupProgress');

/**
 * rolloutGroup → orgDeployment. `hello` asks for the latest progress and may come from a stranger. `revertWeights`
 * ends the way forward and takes the traffic back at once; the rest waits for `revert`, which keeps the order.
 * `finish` (a remediation's) writes again what failed or went back; one that is under way, or done, goes on.
 */
export interface OrgCommand {
  readonly command: 'hello' | 'revertWeights' | 'revert' | 'finish' | 'close';
  readonly rolloutKey: string;
  readonly groupId: string;
}
export const orgCommand = defineSignal<[OrgCommand]>('orgCommand');

/** orgDeployment → rolloutGroup. */
export interface OrgProgress {
  readonly org: string;
  /** `busy`: another rollout's window is open, `note` says whose; `free`: it is about to be closed. */
  readonly phase: 'busy' | 'free' | 'note' | 'deployed' | 'failed' | 'reverted' | 'closed';
  readonly outcome: OrgOutcome;
  readonly note: string;
  readonly platformTimeMs: number;
  /** With `busy`: when the rollout that has the window open started. */
  readonly ownerStartedAtMs?: number;
}
export const orgProgress = defineSignal<[OrgProgress]>('orgProgress');

/** observation → rollout, on a change of verdict and at the horizon. */
export interface VerdictChange {
  readonly name: string;
  readonly wave: number;
  readonly checks: number;
  readonly verdict: Verdict;
  readonly atHorizon: boolean;
}
export const verdictChanged = defineSignal<[VerdictChange]>('verdictChanged');

/** rollout → observation: only to learn whether it is still there. */
export const probeObservation = defineSignal<[{ readonly wave: number }]>('probeObservation');

/** rollout → observation. */
export const stopObservation = defineSignal<[{ readonly wave: number }]>('stopObservation');

/** rollout → rollout: an emergency wants to take the place of one that waits. */
export interface SupersedeRequest {
  /** Workflow id of the emergency. */
  readonly from: string;
  readonly environment: string;
  /** Logical ids of what it is about to change. */
  readonly orgs: readonly string[];
  readonly reason: string;
  readonly then: 'takeBack' | 'keep';
  /** True: only asks whether it would give way. */
  readonly ask: boolean;
}
export const supersede = defineSignal<[SupersedeRequest]>('supersede');

export interface SupersedeAnswer {
  /** Workflow id of the one that was asked. */
  readonly from: string;
  /** `closed`: it has given its windows up. */
  readonly answer: 'wouldGiveWay' | 'refused' | 'closed';
  readonly text: string;
}
export const supersedeAnswer = defineSignal<[SupersedeAnswer]>('supersedeAnswer');
