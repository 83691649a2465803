import pMap from 'p-map';
import type { CallSums, OrgEvidence } from '../domain/canary/evidence.js';
import { judge } from '../domain/canary/judge.js';
import { WireError, type CallOptions } from '../platforms/port.js';
import { attempt } from './attempt.js';
import type { ActivityDeps } from './deps.js';
import { stratumOf } from '../planning/design.js';
import { load, type Loaded } from '../planning/loaded.js';
import { platformNow } from './platform-now.js';
import { PARALLEL_ORGS } from '../planning/survey.js';
import type { Activities, SampleInput, SampleResult } from './types.js';

const MINUTE_MS = 60_000;
/** A platform's newest minutes are not complete; how far back it may have to be looked, in steps. */
const SETTLING_MINUTES = [2, 4, 7, 10];
/** Longer than this says more of the day than of the release. */
const LONGEST_POST_MINUTES = 120;

export function observeActivities(
  deps: ActivityDeps,
): Pick<Activities, 'sampleTelemetry' | 'judgeEvidence'> {
  return {
    sampleTelemetry: (input) => attempt((options) => sample(deps, input, options), 'telemetry'),

    judgeEvidence: ({ scope, name, previous }) =>
      attempt(async () => {
        const { policy } = (await load(deps, scope)).release;
        const { evidence } = await deps.ledger.readEvidence(scope.rolloutKey, name);
        const verdict = judge({
          evidence,
          thresholds: policy.thresholds,
          minimumCalls: policy.checks.minimumCalls,
          previous,
        });
        await deps.ledger.writeEvidence(scope.rolloutKey, name, { evidence, verdict });
        return verdict;
      }),
  };
}

async function sample(
  deps: ActivityDeps,
  input: SampleInput,
  options: CallOptions,
): Promise<SampleResult> {
  const loaded = await load(deps, input.scope);
  const windows = await windowsOf(loaded, input, options);
  const names = [...new Set([...input.canaries, ...input.controls])];
  const orgs = await pMap(
    names,
    (org) => sampleOrNothing(loaded, org, input.canaries.includes(org), windows, options),
    { concurrency: PARALLEL_ORGS },
  );
  const evidence = {
    preFrom: iso(windows.pre.fromMs),
    preTo: iso(windows.pre.toMs),
    postFrom: iso(windows.post.fromMs),
    postTo: iso(windows.post.toMs),
    orgs,
  };
  const { rolloutKey } = input.scope;
  await deps.ledger.writeEvidence(rolloutKey, input.name, { evidence, verdict: null });
  const orgsWithoutData = orgs.filter(({ pre, post }) => pre === null || post === null).length;
  return { name: input.name, orgsWithoutData };
}

interface Window {
  readonly fromMs: number;
  readonly toMs: number;
}

interface Windows {
  readonly pre: Window;
  readonly post: Window;
}

/** Whole minutes of platform time; the deployment interval between them is dropped. */
async function windowsOf(
  loaded: Loaded,
  { canaries, preToMs, postFromMs }: SampleInput,
  options: CallOptions,
): Promise<Windows> {
  const nowMs = await platformNow(loaded, canaries, options);
  const toMs = floorMinute(nowMs);
  const earliest = Math.max(postFromMs, toMs - LONGEST_POST_MINUTES * MINUTE_MS);
  const { preWindowMinutes } = loaded.release.policy.checks;
  const preTo = floorMinute(preToMs);
  return {
    pre: { fromMs: preTo - preWindowMinutes * MINUTE_MS, toMs: preTo },
    post: { fromMs: Math.ceil(earliest / MINUTE_MS) * MINUTE_MS, toMs },
  };
}

/** An org that does not answer has no data, which is a verdict's business; it does not cost the others theirs. */
async function sampleOrNothing(
  loaded: Loaded,
  org: string,
  isCanary: boolean,
  windows: Windows,
  options: CallOptions,
): Promise<OrgEvidence> {
  try {
    return await sampleOrg(loaded, org, isCanary, windows, options);
  } catch (error) {
    if (!(error instanceof WireError) || error.facts.kind === 'cancelled') throw error;
    const arm = isCanary ? 'canary' : 'control';
    return { org, arm, stratum: stratumOf(loaded, org), pre: null, post: null };
  }
}

async function sampleOrg(
  loaded: Loaded,
  org: string,
  isCanary: boolean,
  { pre, post }: Windows,
  options: CallOptions,
): Promise<OrgEvidence> {
  const client = loaded.client(org);
  let settled: CallSums | null = null;
  for (const minutes of SETTLING_MINUTES) {
    const toMs = post.toMs - minutes * MINUTE_MS;
    if (settled !== null || toMs <= post.fromMs) break;
    settled = await client.callSums({ fromMs: post.fromMs, toMs }, options);
  }
  return {
    org,
    arm: isCanary ? 'canary' : 'control',
    stratum: stratumOf(loaded, org),
    pre: await client.callSums(pre, options),
    post: settled,
  };
}

function floorMinute(ms: number): number {
  return Math.floor(ms / MINUTE_MS) * MINUTE_MS;
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
