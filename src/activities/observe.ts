import type { CallInterval } from '../domain/canary/evidence.js';
import { evidenceName, seriesOf } from '../domain/canary/evidence-name.js';
import { judge } from '../domain/canary/judge.js';
import { checksThatCount } from '../domain/canary/looks.js';
import { coarsened } from '../domain/strata-draw.js';
import { stratumOf } from '../planning/design.js';
import { LedgerMissingError } from '../ledger/port.js';
import { load, type Loaded } from '../planning/loaded.js';
import type { CallOptions } from '../platforms/port.js';
import { attempt } from './attempt.js';
import type { ActivityDeps } from './deps.js';
import { gatherEvidence } from './gather-evidence.js';
import { platformNow } from '../planning/platform-now.js';
import type { Activities, SampleInput, SampleResult } from './types.js';
import { iso, MINUTE_MS, STEP_MINUTES } from './windows.js';

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
  const { rolloutKey } = input.scope;
  const loaded = await load(deps, input.scope);
  const nowMs = await platformNow(loaded, input.canaries, options);
  const checksMs = checksThatCount([...input.checksMs, nowMs], {
    deployedMs: input.postFromMs,
    stepMs: STEP_MINUTES * MINUTE_MS,
    horizonMinutes: input.horizonMinutes,
  });
  const stratum = await strataOf(deps, loaded, rolloutKey);
  const seed = `${rolloutKey}/${input.place.wave}`;
  const readBefore = await readByFirstCheck(deps, input);
  const request = { ...input, checksMs, seed, stratumOf: stratum, readBefore };
  const evidence = await gatherEvidence(loaded, request, options);
  await deps.ledger.writeEvidence(rolloutKey, input.name, { evidence, verdict: null });
  const orgsWithoutData = evidence.orgs.filter(({ intervals }) => intervals.length === 0).length;
  return { name: input.name, checksMs, orgsWithoutData };
}

/**
 * What the first check of the series has read of each org; nothing where this is the first, where that could not be
 * recorded, and where it was about another deployment.
 */
async function readByFirstCheck(
  { ledger }: ActivityDeps,
  { scope, name, preToMs, postFromMs }: SampleInput,
): Promise<(org: string) => readonly CallInterval[]> {
  const nothing = (): readonly CallInterval[] => [];
  const first = evidenceName(seriesOf(name), 1);
  if (first === name) return nothing;
  try {
    const { evidence } = await ledger.readEvidence(scope.rolloutKey, first);
    const { from, to } = evidence.deployment;
    if (from !== iso(preToMs) || to !== iso(postFromMs)) return nothing;
    const read = new Map(evidence.orgs.map(({ org, intervals }) => [org, intervals]));
    return (org) => read.get(org) ?? [];
  } catch (error) {
    if (error instanceof LedgerMissingError) return nothing;
    throw error;
  }
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
