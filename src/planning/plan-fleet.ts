import type { OrgPlan } from '../domain/org-plan.js';
import type { CallOptions } from '../platforms/port.js';
import type { PlanningDeps } from './deps.js';
import type { Loaded } from './loaded.js';
import { refuseUnguarded } from './best-effort.js';
import { refuseImpossible } from './impossible.js';
import { refuseMissing } from './missing.js';
import { planOrg } from './plan-org.js';
import { isSelected } from './selection.js';
import { survey, type SurveyedOrg } from './survey.js';

/** Names of groups and orgs that a rollout is confined to, and those that it leaves out. */
export interface Selection {
  readonly only?: readonly string[];
  readonly except?: readonly string[];
}

export interface FleetPlan {
  readonly loaded: Loaded;
  /** Logical ids, in the environment's order. */
  readonly selected: readonly string[];
  /** Of every org that answered, selected or not. */
  readonly surveyed: ReadonlyMap<string, SurveyedOrg>;
  readonly plans: ReadonlyMap<string, OrgPlan>;
}

/**
 * Plans every org of an environment against what it has now. Every org is read, selected or not: what others refer
 * to must exist, and controls must be told apart. One that is not selected and does not answer costs nobody
 * anything: it is no control. Throws RefusedError where a selected org cannot be read, or a reference is missing.
 */
export async function planFleet(
  deps: PlanningDeps,
  loaded: Loaded,
  selection: Selection,
  options: CallOptions,
): Promise<FleetPlan> {
  const all = loaded.orgs.map(({ org }) => org);
  const selected = all.filter((org) => isSelected(loaded, selection, org));
  const mayBeMissing = (org: string): boolean => !selected.includes(org);
  const surveyed = await survey(deps, loaded, all, { ...options, mayBeMissing });
  const read = all.filter((org) => surveyed.has(org));
  const plans = new Map(read.map((org) => [org, planOrg(loaded, surveyed, org)]));
  refuseMissing(loaded, surveyed, plans, selected);
  refuseImpossible(loaded, surveyed, plans, selected);
  refuseUnguarded(loaded, plans, selected);
  return { loaded, selected, surveyed, plans };
}
