import pMap from 'p-map';
import type { CallInterval, Evidence, OrgEvidence } from '../domain/canary/evidence.js';
import { judge } from '../domain/canary/judge.js';
import { checksThatCount } from '../domain/canary/looks.js';
import { policyFor } from '../domain/canary/policy.js';
import { FEWEST_CONTROLS } from '../domain/canary/prepare.js';
import { coarsened } from '../domain/strata-draw.js';
import { WireError, type CallOptions } from '../platforms/port.js';
import { stratumOf } from '../planning/design.js';
import { load, type Loaded } from '../planning/loaded.js';
import { PARALLEL_ORGS } from '../planning/survey.js';
import { attempt } from './attempt.js';
import type { ActivityDeps } from './deps.js';
import { iso, MINUTE_MS, sampleWindows, STEP_MINUTES, type SampleWindows } from './windows.js';
import { fetchWindows } from './fetch-windows.js';
import { platformNow } from './platform-now.js';
import type { Activities, SampleInput, SampleResult } from './types.js';

/** A platform's newest interval is still being counted: it is read one check later. */
const SETTLING_MINUTES = STEP_MINUTES;

export function observeActivities(
  deps: ActivityDeps,
): Pick<Activities, 'sampleTelemetry' | 'judgeEvidence'> {
  return {
    sampleTelemetry: (input) => attempt((options) => sample(deps, input, options), 'telemetry'),

    judgeEvidence: ({ scope, name }) =>
      attempt(async () => {
        const { evidence } = await deps.ledger.readEvidence(scope.rolloutKey, name);
        const verdict = judge(evidence);
        await deps.ledger.writeEvidence(scope.rolloutKey, name, { evidence, verdict });
        return verdict;
      }),
  };
}

/** Writes everything to the ledger that a verdict is computed from; little of it travels through Temporal. */
async function sample(
  deps: ActivityDeps,
  input: SampleInput,
  options: CallOptions,
): Promise<SampleResult> {
  const loaded = await load(deps, input.scope);
  const nowMs = await platformNow(loaded, input.canaries, options);
  const checksMs = checksThatCount([...input.checksMs, nowMs], {
    deployedMs: input.postFromMs,
    stepMs: STEP_MINUTES * MINUTE_MS,
    horizonMinutes: input.horizonMinutes,
  });
  const stratum = await strataOf(deps, loaded, input.scope.rolloutKey);
  const orgs = await sampleOrgs(loaded, input, { nowMs, stratum }, options);
  const evidence = evidenceOf(loaded, input, checksMs, orgs);
  await deps.ledger.writeEvidence(input.scope.rolloutKey, input.name, { evidence, verdict: null });
  const orgsWithoutData = orgs.filter(({ intervals }) => intervals.length === 0).length;
  return { name: input.name, checksMs, orgsWithoutData };
}

function evidenceOf(
  loaded: Loaded,
  { scope, preToMs, postFromMs, place, horizonMinutes }: SampleInput,
  checksMs: readonly number[],
  orgs: readonly OrgEvidence[],
): Evidence {
  const { thresholds, checks } = loaded.release.policy;
  const { minimumCalls } = checks;
  return {
    intervalMinutes: STEP_MINUTES,
    deployment: { from: iso(preToMs), to: iso(postFromMs) },
    settlingMinutes: SETTLING_MINUTES,
    checks: checksMs.map(iso),
    policy: policyFor({ ...place, horizonMinutes, thresholds, minimumCalls }),
    // The same at every check: a path that was taken out stays the same path.
    seed: `${scope.rolloutKey}/${place.wave}`,
    orgs,
  };
}

async function sampleOrgs(
  loaded: Loaded,
  input: SampleInput,
  { nowMs, stratum }: { readonly nowMs: number; readonly stratum: (org: string) => string },
  options: CallOptions,
): Promise<OrgEvidence[]> {
  const { postFromMs } = input;
  const canaries = new Set(input.canaries);
  const others = input.controls.filter((org) => !canaries.has(org));
  // Fewer would not be compared with: then the canaries' own earlier weeks are.
  const controls = others.length < FEWEST_CONTROLS ? [] : others;
  const windows = sampleWindows({
    preToMs: input.preToMs,
    postFromMs: input.postFromMs,
    nowMs,
    preWindowMinutes: loaded.release.policy.checks.preWindowMinutes,
    horizonMinutes: input.horizonMinutes,
    withEarlierWeeks: controls.length === 0,
  });
  return pMap(
    [...canaries, ...controls],
    async (org) => {
      const intervals = await sampleOrNothing(loaded, org, windows, options);
      const about = { org, stratum: stratum(org), intervals };
      return canaries.has(org)
        ? { ...about, role: 'canary' as const, deployedAt: iso(postFromMs) }
        : { ...about, role: 'control' as const, deployedAt: null };
    },
    { concurrency: PARALLEL_ORGS },
  );
}

/** As the waves were drawn: what an org is compared within does not change with its calls. */
async function strataOf(
  { ledger }: ActivityDeps,
  loaded: Loaded,
  rolloutKey: string,
): Promise<(org: string) => string> {
  const { experiment } = await ledger.readPlanSet(rolloutKey);
  const drawn = new Map(
    (experiment?.orgs ?? []).map(({ org, stratum }) => [
      org,
      coarsened(stratum, experiment?.levelsCut ?? 0),
    ]),
  );
  return (org) => drawn.get(org) ?? stratumOf(loaded, org);
}

/** An org that does not answer has no data, which is a verdict's business; it does not cost the others theirs. */
async function sampleOrNothing(
  loaded: Loaded,
  org: string,
  windows: SampleWindows,
  options: CallOptions,
): Promise<readonly CallInterval[]> {
  try {
    return await fetchWindows(loaded.client(org), windows, options);
  } catch (error) {
    if (!(error instanceof WireError) || error.facts.kind === 'cancelled') throw error;
    return [];
  }
}
