import type { Experiment, ExperimentOrg } from './experiment.js';
import type { OrgPlan, PlanCounts } from './org-plan.js';
import { countActions, writesOf } from './plan.js';
import { approvalsNeeded, type ApprovalNeeded } from './plan-groups-approvals.js';
import { groupChanges, type GroupRequest, type ResourceGroup } from './plan-groups.js';
import type { ConflictPolicy, Policy } from './release-model.js';
import type { RolloutPlan } from './rollout-plan.js';
import type { WaveOutlook } from './wave-outlook.js';

/** Which release, as the person who asks named it. */
export interface PlannedRelease {
  readonly ref: string;
  readonly commit: string;
  readonly digest: string;
}

/** The rollout whose recorded plan this is. */
export interface PlannedRollout {
  /** Workflow id, or the key where that is all that is known. */
  readonly id: string;
  readonly key: string;
  /** The gate that waits; null where none does or nobody asked. */
  readonly gate: string | null;
}

/** One org of the plan, in counts. */
export interface PlannedOrg {
  readonly org: string;
  readonly group: string;
  /** Digest of the org's own plan. */
  readonly digest: string;
  readonly writes: number;
  readonly counts: PlanCounts;
}

export interface PlannedWaveView {
  readonly index: number;
  readonly name: string;
  /** What it waits for; null for the first. */
  readonly gate: string | null;
  /** How many. */
  readonly size: number;
  /** Which, in dependency order; null while they are not drawn yet. */
  readonly orgs: readonly string[] | null;
  /** Orgs that are not written to but whose callers reach what the wave changes. */
  readonly exposed: number;
  /** How long it takes to see what; as one draw would have it while none is drawn. Null where nobody looked ahead. */
  readonly outlook: WaveOutlook | null;
}

/** What the waves are, or would be, drawn from. */
export interface PlannedExperiment {
  /** Null while nothing is drawn. */
  readonly seed: string | null;
  /** Parts cut from the end of the strata's names for the draw. */
  readonly levelsCut: number;
  readonly candidates: readonly Omit<ExperimentOrg, 'candidate'>[];
  /** Minutes from the deployment to the last planned check. */
  readonly horizonMinutes: number;
  /** Why policy takes no rollout of the plan; null where it does. */
  readonly refusal: string | null;
}

/** A plan as people and machines read it. */
export interface PlanView {
  readonly environment: string;
  readonly release: PlannedRelease;
  readonly planDigest: string;
  /** True for files that are not committed: such a plan can be read, never rolled out. */
  readonly workingTree: boolean;
  /** Null for a plan made just now. */
  readonly rollout: PlannedRollout | null;
  readonly onConflict: ConflictPolicy;
  /** Resources over all orgs. */
  readonly counts: PlanCounts & { readonly removed: number };
  /** Resources that are created or written to. */
  readonly writes: number;
  readonly changes: readonly ResourceGroup[];
  readonly orgs: readonly PlannedOrg[];
  readonly waves: readonly PlannedWaveView[];
  readonly experiment: PlannedExperiment;
  readonly approvals: readonly ApprovalNeeded[];
}

export interface ViewRequest extends Omit<GroupRequest, 'plans'> {
  /** Of the selected orgs. */
  readonly plans: readonly OrgPlan[];
  readonly summary: RolloutPlan;
  readonly experiment: Experiment;
  readonly horizonMinutes: number;
  readonly release: PlannedRelease;
  readonly environment: string;
  readonly workingTree: boolean;
  readonly rollout: PlannedRollout | null;
  readonly policy: Pick<Policy, 'gates' | 'onConflict' | 'prune'>;
  readonly demands?: (gate: string) => readonly string[];
}

/** Puts a plan together for reading. The waves' orgs are named only where a rollout has drawn them. */
export function viewPlan(request: ViewRequest): PlanView {
  const { plans, summary, policy, removed } = request;
  const changes = groupChanges(request);
  const waves = wavesOf(summary, request.rollout !== null);
  return {
    environment: request.environment,
    release: request.release,
    planDigest: summary.planDigest,
    workingTree: request.workingTree,
    rollout: request.rollout,
    onConflict: policy.onConflict,
    counts: { ...summary.counts, removed: removed.length },
    writes: summary.writes,
    changes,
    orgs: plans.map((plan) => ({
      org: plan.org,
      group: request.groupOf(plan.org),
      digest: plan.digest,
      writes: writesOf(plan),
      counts: countActions(plan),
    })),
    waves,
    experiment: experimentOf(request),
    approvals: approvalsNeeded({
      environment: request.environment,
      gates: policy.gates,
      changes,
      unbased: summary.unbased,
      conflicts: summary.conflicts,
      removals: policy.prune === true ? removed.length : 0,
      expansionGates: waves.flatMap(({ gate }) => gate ?? []),
      ...(request.demands === undefined ? {} : { demands: request.demands }),
    }),
  };
}

function experimentOf({
  experiment,
  horizonMinutes,
  rollout,
}: Pick<ViewRequest, 'experiment' | 'horizonMinutes' | 'rollout'>): PlannedExperiment {
  const { seed, levelsCut, orgs, refusal } = experiment;
  return {
    seed: rollout === null ? null : seed,
    levelsCut,
    candidates: orgs
      .filter(({ candidate }) => candidate)
      .map(({ org, stratum, callsPerHour }) => ({ org, stratum, callsPerHour })),
    horizonMinutes,
    refusal,
  };
}

function wavesOf({ waves }: RolloutPlan, areDrawn: boolean): PlannedWaveView[] {
  return waves.map(({ index, name, gate, groups, exposed, outlook }, position) => {
    const orgs = groups.flatMap((group) => group.orgs.map(({ org }) => org));
    // The hub's wave is drawn by nobody's lot.
    const isKnown = areDrawn || index === 0 || waves.length === 1;
    return {
      index,
      name,
      gate: position === 0 ? null : gate,
      size: orgs.length,
      orgs: isKnown ? orgs : null,
      exposed: exposed.length,
      outlook: outlook ?? null,
    };
  });
}
