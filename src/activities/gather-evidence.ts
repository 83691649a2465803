import pMap from 'p-map';
import type { CallInterval, Evidence, OrgEvidence } from '../domain/canary/evidence.js';
import { policyFor } from '../domain/canary/policy.js';
import { FEWEST_CONTROLS } from '../domain/canary/prepare.js';
import type { Loaded } from '../planning/loaded.js';
import { PARALLEL_ORGS } from '../planning/survey.js';
import { WireError, type CallOptions } from '../platforms/port.js';
import { fetchWindows } from './fetch-windows.js';
import type { SampleInput } from './types.js';
import {
  iso,
  MINUTE_MS,
  sampleWindows,
  STEP_MINUTES,
  type SampleWindows,
  type Window,
} from './windows.js';

/** A platform's newest interval is still being counted: it is read one check later. */
const SETTLING_MINUTES = STEP_MINUTES;

/** A sample to be taken, without its name: `checksMs` has the present check, too, as its last. */
export interface EvidenceRequest extends Omit<SampleInput, 'scope' | 'name'> {
  /** The same at every check of a wave: a path that was taken out stays the same path. */
  readonly seed: string;
  readonly stratumOf: (org: string) => string;
  /** What an earlier check has read of an org: of it the intervals from before the deployment are used again. */
  readonly readBefore?: (org: string) => readonly CallInterval[];
}

/** Everything that a verdict is computed from, asked of the platforms now. */
export async function gatherEvidence(
  loaded: Loaded,
  request: EvidenceRequest,
  options: CallOptions,
): Promise<Evidence> {
  const { thresholds, checks } = loaded.release.policy;
  const { preToMs, postFromMs, place, horizonMinutes, checksMs, seed } = request;
  return {
    intervalMinutes: STEP_MINUTES,
    deployment: { from: iso(preToMs), to: iso(postFromMs) },
    settlingMinutes: SETTLING_MINUTES,
    checks: checksMs.map(iso),
    policy: policyFor({ ...place, horizonMinutes, thresholds, minimumCalls: checks.minimumCalls }),
    seed,
    ...(request.controlsDrawn ? {} : { controlsDrawn: false }),
    orgs: await sampleOrgs(loaded, request, options),
  };
}

async function sampleOrgs(
  loaded: Loaded,
  request: EvidenceRequest,
  options: CallOptions,
): Promise<OrgEvidence[]> {
  const { postFromMs, checksMs, stratumOf } = request;
  const canaries = new Set(request.canaries);
  const others = request.controls.filter((org) => !canaries.has(org));
  // Fewer would not be compared with: then the canaries' own earlier weeks are.
  const controls = others.length < FEWEST_CONTROLS ? [] : others;
  const windows = sampleWindows({
    preToMs: request.preToMs,
    postFromMs,
    nowMs: checksMs.at(-1) ?? postFromMs,
    preWindowMinutes: loaded.release.policy.checks.preWindowMinutes,
    horizonMinutes: request.horizonMinutes,
    withEarlierWeeks: controls.length === 0,
  });
  return pMap(
    [...canaries, ...controls],
    async (org): Promise<OrgEvidence> => {
      const kept = within(windows.before, request.readBefore?.(org) ?? []);
      const intervals = await sampleOrNothing({ loaded, org, windows, kept }, options);
      const about = { org, stratum: stratumOf(org), intervals };
      return canaries.has(org)
        ? { ...about, role: 'canary', deployedAt: iso(postFromMs) }
        : { ...about, role: 'control', deployedAt: null };
    },
    { concurrency: PARALLEL_ORGS },
  );
}

/** Whole intervals of a window. */
function within(
  { fromMs, toMs }: Window,
  intervals: readonly CallInterval[],
): readonly CallInterval[] {
  return intervals.filter(({ start }) => {
    const startMs = Date.parse(start);
    return startMs >= fromMs && startMs + STEP_MINUTES * MINUTE_MS <= toMs;
  });
}

interface OrgSample {
  readonly loaded: Loaded;
  readonly org: string;
  readonly windows: SampleWindows;
  readonly kept: readonly CallInterval[];
}

/** An org that does not answer has no data, which is a verdict's business; it does not cost the others theirs. */
async function sampleOrNothing(
  { loaded, org, windows, kept }: OrgSample,
  options: CallOptions,
): Promise<readonly CallInterval[]> {
  try {
    return await fetchWindows(loaded.client(org), windows, kept, options);
  } catch (error) {
    if (!(error instanceof WireError) || error.facts.kind === 'cancelled') throw error;
    return [];
  }
}
