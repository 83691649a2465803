import { classify, withInterval, type Classified } from './classify.js';
import { missingData } from './coverage.js';
import { decide, type Findings } from './decide.js';
import type { Evidence } from './evidence.js';
import { badWeather, weatherStations } from './external.js';
import { flagsOf } from './flags.js';
import { deadOrgs } from './guard.js';
import { METRICS } from './metric.js';
import { prepare, type Prepared } from './prepare.js';
import { reasonOf } from './reason.js';
import { relabellings, type Relabellings } from './relabel.js';
import { countByStratum, countDraws, FEWEST_DRAWS } from './strata.js';
import { testMetric, type Tested } from './test.js';
import type { Comparison, Verdict, VerdictLabel } from './verdict.js';

/** Relabellings of a test up to the horizon; a look of a hold has little error to spend and needs more. */
const MOST_WAYS = 2000;
const MOST_WAYS_IN_A_HOLD = 50_000;

/**
 * Judges the last check of the evidence: did callers of the changed orgs get worse by more than those of the orgs
 * that the release does not reach? Pure and seeded: the same evidence gives the same verdict, anywhere.
 */
export function judge(evidence: Evidence): Verdict {
  const opened = openCase(evidence);
  return conclude(opened, opened.prepared.looks.length - 1);
}

/** The label at every look, as `judge` would have given it then. */
export function labelsOverTime(evidence: Evidence): VerdictLabel[] {
  const opened = openCase(evidence);
  return opened.prepared.looks.map((_, at) => decide(findingsOf(opened, at).findings));
}

interface Case {
  readonly evidence: Evidence;
  readonly prepared: Prepared;
  readonly tracks: readonly Tested[];
  readonly stations: ReturnType<typeof weatherStations>;
}

function openCase(evidence: Evidence): Case {
  const prepared = prepare(evidence);
  const ways = waysOf(prepared, evidence.seed);
  const tracks = METRICS.map((metric) =>
    testMetric(metric, prepared, evidence.policy, ways),
  ).filter(({ metric }) =>
    prepared.orgs.some(({ pre, post }) => {
      const { preSlots, postSlots } = prepared;
      return metric.size(pre.between(0, preSlots)) + metric.size(post.between(0, postSlots)) > 0;
    }),
  );
  return { evidence, prepared, tracks, stations: weatherStations(prepared) };
}

function waysOf({ orgs, looks }: Prepared, seed: string): Relabellings | null {
  const names = orgs.map(({ stratum }) => String(stratum));
  const draws = countDraws(
    countByStratum(
      names,
      orgs.map((org) => ({ stratum: '', canary: org.canary })),
    ),
  );
  // Too coarse for the error budget: Student's t stands in.
  if (draws < FEWEST_DRAWS) return null;
  const inHold = looks.some(({ holdBlock }) => holdBlock > 0);
  return relabellings(orgs, seed, inHold ? MOST_WAYS_IN_A_HOLD : MOST_WAYS);
}

function findingsOf(
  { evidence, prepared, tracks, stations }: Case,
  at: number,
): { readonly findings: Findings; readonly metrics: readonly Classified[] } {
  const { policy } = evidence;
  const look = prepared.looks[at] ?? null;
  const missing = missingData(prepared, look, policy.minimumCalls);
  const metrics = tracks.map((one) => classify(one, at, prepared, policy));
  const comparisons = tracks.map(({ looks }) => looks[at]?.comparison);
  const comparison: Comparison = comparisons.find((one) => one !== undefined) ?? 'nothing';
  const dead = look === null ? [] : deadOrgs(prepared, look, policy.alpha.guard);
  const weather = look === null ? null : badWeather(stations, look, policy.thresholds);
  const labels = metrics.map(({ label }) => label);
  const controlsDrawn = evidence.controlsDrawn ?? true;
  return { metrics, findings: { missing, dead, labels, weather, comparison, controlsDrawn } };
}

function conclude(opened: Case, at: number): Verdict {
  const { findings, metrics } = findingsOf(opened, at);
  const label = decide(findings);
  const { missing, dead, comparison } = findings;
  const isMissing = missing !== null && label === 'inconclusive';
  if (isMissing && !missing.isPartial) {
    const { reason } = missing;
    return { label, metrics: [], comparedWith: 'nothing', flagged: false, missing: reason, reason };
  }
  const shown = metrics.map((metric, i) => {
    const one = opened.tracks[i];
    return one === undefined ? { ...metric, interval: null } : withInterval(metric, one, at);
  });
  const controls = opened.prepared.orgs.filter(({ canary }) => !canary).length;
  return {
    label,
    metrics: shown,
    comparedWith: comparison,
    // Of what is taken back nobody has to say whether it may go on.
    flagged: label !== 'fail' && flagsOf({ metrics: shown }).length > 0,
    ...(dead.length === 0 ? {} : { deadOrgs: dead }),
    ...(isMissing ? { missing: missing.reason } : {}),
    reason: reasonOf({ label, metrics: shown, findings, controls }),
  };
}
