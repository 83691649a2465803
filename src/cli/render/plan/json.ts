import { sensitiveOrgs } from '../../../domain/plan-groups-approvals.js';
import type { PlanView } from '../../../domain/plan-groups-view.js';

/** A plan for machines; docs/plan.md says what each member is. */
export function planJson(view: PlanView): Record<string, unknown> {
  const { release, planDigest, environment, rollout } = view;
  return {
    release: release.ref,
    commit: release.commit,
    releaseDigest: release.digest,
    planDigest,
    environment,
    workingTree: view.workingTree,
    rollout,
    writes: view.writes,
    counts: view.counts,
    sensitive: sensitiveOrgs(view.changes),
    changes: view.changes,
    orgs: view.orgs,
    waves: view.waves,
    experiment: view.experiment,
    approvals: view.approvals,
  };
}
