import { viewPlan, type PlannedRollout, type PlanView } from '../domain/plan-groups-view.js';
import type { ResourceBase } from '../domain/org-plan.js';
import type { RemovedResource } from '../domain/plan-groups.js';
import { namesOfLive, type KeyOfId } from './names.js';
import type { FleetPlan } from './plan-fleet.js';
import { removedFrom } from './removed.js';
import { summarise } from './summarise.js';

export interface ViewOptions {
  /** The release as it was asked for: a tag, a branch, HEAD. */
  readonly ref: string;
  readonly workingTree?: boolean;
  /** What a gate asks for, in words. */
  readonly demands?: (gate: string) => readonly string[];
}

/** A plan made just now, for people and machines to read. Which orgs a wave has is drawn only by a rollout. */
export function viewFleetPlan(fleet: FleetPlan, options: ViewOptions): PlanView {
  const { loaded, surveyed, selected } = fleet;
  const removed = selected.flatMap((org) => {
    const found = surveyed.get(org);
    return found === undefined ? [] : removedFrom(org, found.bases, found.rendered);
  });
  const keyOfId = namesOfLive(loaded, surveyed);
  const baseOf: KnownPlan['baseOf'] = (org, key) => surveyed.get(org)?.bases[key];
  return viewOf(fleet, { ...options, keyOfId, baseOf, removed, rollout: null });
}

/** What a plan itself does not hold. */
export interface KnownPlan extends ViewOptions {
  readonly keyOfId: KeyOfId;
  readonly baseOf: (org: string, key: string) => ResourceBase | undefined;
  readonly removed: readonly RemovedResource[];
  readonly rollout: PlannedRollout | null;
}

/** A plan with what is known of it from elsewhere. A rollout's key draws its waves as it did. */
export function viewOf(fleet: Omit<FleetPlan, 'surveyed'>, known: KnownPlan): PlanView {
  const { loaded, plans, selected } = fleet;
  const { release, environment } = loaded;
  return viewPlan({
    plans: selected.flatMap((org) => plans.get(org) ?? []),
    summary: summarise(fleet, known.rollout?.key ?? ''),
    release: { ref: known.ref, commit: release.commit, digest: release.digest },
    environment: environment.name,
    workingTree: known.workingTree === true,
    rollout: known.rollout,
    policy: release.policy,
    removed: known.removed,
    groupOf: (org) => loaded.groupName(org),
    keyOfId: known.keyOfId,
    baseOf: known.baseOf,
    ...(known.demands === undefined ? {} : { demands: known.demands }),
  });
}
