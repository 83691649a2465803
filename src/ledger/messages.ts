import type { Adjustment } from '../domain/adjustment.js';
import type { OrgPlan } from '../domain/org-plan.js';
import { weightsText } from '../domain/adjustment.js';
import { countStates } from '../domain/resource-outcome.js';
import type { OrgAddress, OrgRecord, OrgSnapshot, PlanSet, PromotionRecord } from './port.js';

/** Commit message of a plan: what it will do, in counts. */
export function planMessage(address: OrgAddress, rolloutKey: string, plan: OrgPlan): string {
  return [
    `Plan for ${address.org} in ${address.environment}, rollout ${rolloutKey}`,
    '',
    countsOf(plan),
    `Release digest: ${plan.releaseDigest}`,
    `Plan digest: ${plan.digest}`,
  ].join('\n');
}

/** Commit message of a snapshot: what it holds. */
export function snapshotMessage(address: OrgAddress, snapshot: OrgSnapshot): string {
  return [
    `Snapshot of ${address.org} in ${address.environment}, rollout ${snapshot.rolloutKey}`,
    '',
    `${snapshot.resources.length} resources as they were at ${snapshot.takenAt} (platform time)`,
    `Plan digest: ${snapshot.plan.digest}`,
  ].join('\n');
}

/** Commit message of an adjustment: which weights go where, and why. */
export function adjustmentMessage(
  address: OrgAddress,
  rolloutKey: string,
  { number, at, moves }: Adjustment,
): string {
  return [
    `Adjustment ${number} of ${address.org} in ${address.environment}, rollout ${rolloutKey}`,
    '',
    ...moves.map(({ key, from, to, reason }) => `${key}: ${weightsText(from, to)}: ${reason}`),
    `Decided at ${at} (platform time)`,
  ].join('\n');
}

/** Commit message of an outcome: how the org stands, and its resources in counts. */
export function outcomeMessage(address: OrgAddress, outcome: OrgRecord): string {
  const counts = Object.entries(countStates(outcome.resources));
  const words = counts.map(([state, count]) => `${count} ${state}`).join(', ');
  return [
    `Outcome of ${address.org} in ${address.environment}: ${outcome.state}, rollout ${outcome.rolloutKey}`,
    '',
    words === '' ? 'no resources' : words,
    `Closed by: ${outcome.closedBy}`,
  ].join('\n');
}

/** Commit message of a plan set: what is asked to be approved. */
export function planSetMessage(rolloutKey: string, planSet: PlanSet): string {
  return [
    `Plan set ${planSet.revision} of rollout ${rolloutKey}`,
    '',
    `${planSet.orgs.length} orgs in ${planSet.environment}`,
    `Release digest: ${planSet.releaseDigest}`,
    `Plan digest: ${planSet.planDigest}`,
  ].join('\n');
}

/** Commit message of a promotion record. */
export function promotionMessage(record: PromotionRecord): string {
  return [
    `${record.environment} passed by ${record.rolloutId}${record.rehearsal ? ' (rehearsal)' : ''}`,
    '',
    `Commit: ${record.commit}`,
    `Release digest: ${record.releaseDigest}`,
  ].join('\n');
}

function countsOf({ resources }: OrgPlan): string {
  const counts = new Map<string, number>();
  for (const { action } of resources) counts.set(action, (counts.get(action) ?? 0) + 1);
  const words = [...counts].map(([action, count]) => `${count} ${action}`);
  return words.length === 0 ? 'no resources' : words.join(', ');
}
