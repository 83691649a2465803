import { isHardSwap, stepsOf } from '../domain/gradual.js';
import type { OrgPlan, PlanCounts, ResourcePlan } from '../domain/org-plan.js';
import { countActions, toRemove, writesOf } from '../domain/plan.js';
import type { Policy } from '../domain/release-model.js';
import type { Experiment } from '../domain/experiment.js';
import { blindSpotsOf } from '../domain/blind-spots.js';
import type { RolloutPlan } from '../domain/rollout-plan.js';
import { sha256 } from './hash.js';
import type { FleetPlan } from './plan-fleet.js';

const SENSITIVE_LINES = 20;

/** A fleet's plan, as small as the decisions about it allow. */
export function summarise(
  { plans, selected, loaded }: Pick<FleetPlan, 'plans' | 'selected' | 'loaded'>,
  { waves }: Experiment,
): RolloutPlan {
  const chosen = selected.flatMap((org) => plans.get(org) ?? []);
  const written = writtenOf({ plans, selected });
  const blindSpots = blindSpotsOf(waves);
  return {
    planDigest: fleetDigest(chosen),
    counts: chosen.map(countActions).reduce(addCounts, NO_CHANGES),
    writes: chosen.reduce((sum, plan) => sum + writesOf(plan), 0),
    ...concernsOf(chosen, loaded.release.policy),
    waves,
    unchanged: selected.filter((org) => !written.includes(org)),
    ...(blindSpots.length === 0 ? {} : { blindSpots }),
  };
}

/** Selected orgs that get something written, in the environment's order. */
export function writtenOf({ plans, selected }: Pick<FleetPlan, 'plans' | 'selected'>): string[] {
  return selected.filter((org) => {
    const plan = plans.get(org);
    return plan !== undefined && writesOf(plan) > 0;
  });
}

/** Names the plans of all selected orgs together: what an approval is bound to. */
export function fleetDigest(plans: readonly Pick<OrgPlan, 'digest'>[]): string {
  const digests = plans.map(({ digest }) => digest).sort();
  return sha256(digests.join('\n'));
}

/** What a person should see before these plans are carried out. */
export function concernsOf(
  plans: readonly OrgPlan[],
  policy: Pick<Policy, 'traffic'>,
): Pick<RolloutPlan, 'sensitive' | 'conflicts' | 'unbased'> {
  const resources = plans.flatMap((plan) => plan.resources);
  return {
    sensitive: sensitiveLines(plans, policy),
    conflicts: resources.flatMap((r) => r.held).filter((h) => h.reason === 'conflict').length,
    // A path that is not there can hide no person's edit.
    unbased: resources
      .flatMap((resource) => resource.changes)
      .filter((change) => change.unbased === true && change.from !== undefined).length,
  };
}

const NO_CHANGES: PlanCounts = { added: 0, modified: 0, unchanged: 0, kept: 0, conflict: 0 };

function addCounts(sum: PlanCounts, counts: PlanCounts): PlanCounts {
  return {
    added: sum.added + counts.added,
    modified: sum.modified + counts.modified,
    unchanged: sum.unchanged + counts.unchanged,
    kept: sum.kept + counts.kept,
    conflict: sum.conflict + counts.conflict,
  };
}

/** What an approval covers of a movement: how it gets from the old weights to the new ones. */
function pace(resource: ResourcePlan, { traffic }: Pick<Policy, 'traffic'>): string {
  const steps = stepsOf(resource);
  const isSwap = traffic !== undefined && isHardSwap(resource, traffic.stepCapPoints);
  const way = steps > 0 ? `, in ${steps} steps` : isSwap ? ', AT ONCE' : '';
  return `${way}${envelopeText(resource)}`;
}

/** `, by agents (70 50–90, 30 10–50, at most 20 a step)`. */
function envelopeText({ envelope }: ResourcePlan): string {
  if (envelope === undefined) return '';
  const ranges = envelope.targets.map(({ weight, min, max }) => `${weight} ${min}–${max}`);
  return `, by agents (${ranges.join(', ')}, at most ${envelope.stepCapPoints} a step)`;
}

/** One line a resource key, with how many orgs it concerns: sixty orgs with one weight changed are one line. */
function sensitiveLines(plans: readonly OrgPlan[], policy: Pick<Policy, 'traffic'>): string[] {
  const orgs = new Map<string, number>();
  const note = (line: string): unknown => orgs.set(line, (orgs.get(line) ?? 0) + 1);
  // Where nothing is written no window opens, and no weight follows the agents.
  for (const plan of plans.filter((one) => writesOf(one) > 0)) {
    for (const resource of plan.resources)
      for (const sensitivity of resource.sensitive)
        note(
          `${sensitivity.replaceAll('_', ' ')}: ${resource.key}${sensitivity === 'routing_weights' ? pace(resource, policy) : ''}`,
        );
    for (const { key } of toRemove(plan)) note(`removal at close: ${key}`);
  }
  return [...orgs].map(([line, count]) => `${line} in ${count} org(s)`).slice(0, SENSITIVE_LINES);
}
