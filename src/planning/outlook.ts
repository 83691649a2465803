import { placeOf } from '../domain/canary/policy.js';
import type { Experiment } from '../domain/experiment.js';
import type { Policy } from '../domain/release-model.js';
import type { PlannedWave } from '../domain/rollout-plan.js';
import { coarsened } from '../domain/strata-draw.js';
import type { LaidOutWave } from '../domain/wave-controls.js';
import { waveOutlook, type WaveOutlook } from '../domain/wave-outlook.js';
import type { RecentTelemetry } from './recent-calls.js';

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
export function refusalOf(policy: Policy, waves: readonly PlannedWave[]): string | null {
  if (policy.checks.onNoVerdict !== 'refuse') return null;
  const blind = waves.flatMap(({ name, outlook }) =>
    outlook?.verdict === 'impossible' || outlook?.verdict === 'unknown'
      ? [`wave ${name}: ${outlook.warnings[0] ?? 'no verdict'}`]
      : [],
  );
  if (blind.length === 0) return null;
  return `no verdict can be had (checks.on_no_verdict: refuse): ${blind.join('; ')}. Wait for telemetry, keep a holdout, select more orgs, or set checks.on_no_verdict: warn`;
}
