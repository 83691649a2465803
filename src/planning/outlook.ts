import { placeOf } from '../domain/canary/policy.js';
import type { Experiment } from '../domain/experiment.js';
import { isHardSwap, stepsOfOrg } from '../domain/gradual.js';
import type { OrgPlan } from '../domain/org-plan.js';
import type { Policy } from '../domain/release-model.js';
import type { PlannedWave } from '../domain/rollout-plan.js';
import { coarsened } from '../domain/strata-draw.js';
import type { LaidOutWave } from '../domain/wave-controls.js';
import { waveOutlook, type WaveOutlook } from '../domain/wave-outlook.js';
import type { RecentTelemetry } from './recent-calls.js';

/** Of what is refused. */
const NAMED = 5;

interface IndexedWave extends LaidOutWave {
  /** 0 is the hub. */
  readonly index: number;
}

/** What can be expected of each wave. */
export function outlooksOf(
  policy: Policy,
  design: Pick<Experiment, 'levelsCut' | 'orgs'>,
  waves: readonly IndexedWave[],
  { calls, hasEarlierWeeks }: RecentTelemetry,
): WaveOutlook[] {
  const strata = new Map(
    design.orgs.map(({ org, stratum }) => [org, coarsened(stratum, design.levelsCut)]),
  );
  return waves.map(({ index, orgs, exposed, controls, controlsDrawn }) =>
    waveOutlook({
      canaries: [...orgs, ...exposed],
      controls,
      controlsDrawn,
      place: placeOf(waves, index),
      policy,
      stratumOf: (org) => strata.get(org) ?? '',
      callsOf: (org) => calls.get(org) ?? null,
      hasEarlierWeeks,
    }),
  );
}

/** Why policy takes no rollout of this plan; null where it does. */
export function refusalOf(
  policy: Policy,
  waves: readonly PlannedWave[],
  plans: ReadonlyMap<string, OrgPlan>,
): string | null {
  return refusalOfTraffic(policy, plans) ?? refusalOfBlindness(policy, waves);
}

function refusalOfTraffic(policy: Policy, plans: ReadonlyMap<string, OrgPlan>): string | null {
  const { traffic, orgDeadlineMinutes = 60 } = policy;
  if (traffic === undefined) return null;
  const { stepCapPoints, stepMinutes, hardSwaps } = traffic;
  const late = [...plans].filter(
    ([, plan]) => stepsOfOrg(plan) * stepMinutes >= orgDeadlineMinutes,
  );
  if (late.length > 0)
    return `weights would move for longer than an org has (org_deadline_minutes: ${orgDeadlineMinutes}): ${few(late.map(([org, plan]) => `${stepsOfOrg(plan)} steps of ${stepMinutes} min in ${org}`))}. Raise it or traffic.step_cap, or shorten traffic.step_minutes`;
  if (hardSwaps === 'allow') return null;
  const swaps = [...plans].flatMap(([org, { resources }]) =>
    resources.filter((one) => isHardSwap(one, stepCapPoints)).map(({ key }) => `${key} in ${org}`),
  );
  if (swaps.length === 0) return null;
  return `callers would be moved at once (traffic.hard_swaps: refuse): ${few(swaps)}. Weights move in steps where they are whole and sum to 100 before and after (those in a row: to the same), and no priority changes; or set traffic.hard_swaps: allow`;
}

function few(names: readonly string[]): string {
  const more = names.length > NAMED ? ` and ${names.length - NAMED} more` : '';
  return names.slice(0, NAMED).join(', ') + more;
}

function refusalOfBlindness(policy: Policy, waves: readonly PlannedWave[]): string | null {
  if (policy.checks.onNoVerdict !== 'refuse') return null;
  const blind = waves.flatMap(({ name, outlook }) =>
    outlook?.verdict === 'impossible' || outlook?.verdict === 'unknown'
      ? [`wave ${name}: ${outlook.warnings[0] ?? 'no verdict'}`]
      : [],
  );
  if (blind.length === 0) return null;
  return `no verdict can be had (checks.on_no_verdict: refuse): ${blind.join('; ')}. Wait for telemetry, keep a holdout, select more orgs, or set checks.on_no_verdict: warn`;
}
