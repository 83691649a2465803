import { viewPlan, type PlannedRollout, type PlanView } from '../domain/plan-groups-view.js';
import type { ResourceBase } from '../domain/org-plan.js';
import type { Experiment } from '../domain/experiment.js';
import { horizonOf } from '../domain/wave-outlook.js';
import { namesOfLive, type KeyOfId } from './names.js';
import type { FleetPlan } from './plan-fleet.js';
import { summarise } from './summarise.js';

export interface ViewOptions {
  /** The release as it was asked for: a tag, a branch, HEAD. */
  readonly ref: string;
  readonly workingTree?: boolean;
  /** What a gate asks for, in words. */
  readonly demands?: (gate: string) => readonly string[];
}

/**
 * A plan made just now, for people and machines to read. Which orgs a wave has is drawn only by a rollout: the
 * experiment is one that could be drawn.
 */
export function viewFleetPlan(
  fleet: FleetPlan,
  experiment: Experiment,
  options: ViewOptions,
): PlanView {
  const { loaded, surveyed } = fleet;
  const keyOfId = namesOfLive(loaded, surveyed);
  const baseOf: KnownPlan['baseOf'] = (org, key) => surveyed.get(org)?.bases[key];
  return viewOf(fleet, { ...options, keyOfId, baseOf, experiment, rollout: null });
}

/** What a plan itself does not hold. */
export interface KnownPlan extends ViewOptions {
  readonly keyOfId: KeyOfId;
  readonly baseOf: (org: string, key: string) => ResourceBase | undefined;
  readonly experiment: Experiment;
  readonly rollout: PlannedRollout | null;
}

/** A plan with what is known of it from elsewhere. */
export function viewOf(fleet: Omit<FleetPlan, 'surveyed'>, known: KnownPlan): PlanView {
  const { loaded, plans, selected } = fleet;
  const { release, environment } = loaded;
  const chosen = selected.flatMap((org) => plans.get(org) ?? []);
  return viewPlan({
    plans: chosen,
    summary: summarise(fleet, known.experiment),
    experiment: known.experiment,
    horizonMinutes: horizonOf(release.policy),
    release: { ref: known.ref, commit: release.commit, digest: release.digest },
    environment: environment.name,
    workingTree: known.workingTree === true,
    rollout: known.rollout,
    policy: release.policy,
    removed: chosen.flatMap(({ org, removed = [] }) => removed.map(({ key }) => ({ org, key }))),
    groupOf: (org) => loaded.groupName(org),
    keyOfId: known.keyOfId,
    baseOf: known.baseOf,
    ...(known.demands === undefined ? {} : { demands: known.demands }),
  });
}
