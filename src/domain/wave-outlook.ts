import { NO_CALLS } from './canary/counts.js';
import { metricOf } from './canary/metric.js';
import { policyFor, type WavePlace } from './canary/policy.js';
import {
  isMeasured,
  minutesToSee,
  wavePower,
  type PowerInput,
  type RecentVolume,
} from './canary/power.js';
import { FEWEST_CONTROLS } from './canary/prepare.js';
import { FEWEST_DRAWS } from './canary/strata.js';
import type { MetricName } from './canary/verdict.js';
import type { RecentCalls } from './experiment.js';
import type { Policy } from './release-model.js';

/** What a wave is compared with, from strong to weak; as verdicts name it. */
export type PlannedComparison = 'controls' | 'samePastHours' | 'ownPast';

/** Whether a wave can be judged within the policy's horizon, as far as its orgs' recent calls tell. */
export type VerdictOutlook = 'likely' | 'weak' | 'impossible' | 'unknown';

/** An effect, and how long it takes to find it in four cases out of five; null: longer than a day, or never. */
export interface TimeToSee {
  /** Abandonment: 0.15 is +15 %. Speed of answer: seconds. Strategy hit rate: points that it loses. */
  readonly effect: number;
  readonly minutes: number | null;
}

/** What a wave can be expected to show: a row of the power table. Counts are of orgs. */
export interface WaveOutlook {
  readonly comparedWith: PlannedComparison;
  readonly canaries: number;
  readonly controls: number;
  /** False where controls have to serve that were never drawn from: alike in name, not by lot. */
  readonly controlsDrawn: boolean;
  /** Canaries without readable telemetry. */
  readonly unread: number;
  /** Of all its canaries; null where none could be read. */
  readonly callsPerHour: number | null;
  /** Ways in which the canaries could have been drawn beside the controls. */
  readonly draws: number;
  /** One over `draws`; null without controls. */
  readonly smallestP: number | null;
  readonly abandonment: readonly TimeToSee[];
  readonly speedOfAnswer: readonly TimeToSee[];
  /** Empty where no calls reach a strategy; absent in older designs. */
  readonly strategyHitRate?: readonly TimeToSee[];
  /** Until a release without effect passes; null: longer than a day. */
  readonly minutesToPass: number | null;
  readonly verdict: VerdictOutlook;
  /** Why it is not likely, in words; empty where it is. */
  readonly warnings: readonly string[];
}

/** One wave as the planner knows it. */
export interface OutlookRequest {
  /** Its orgs and those exposed through it. */
  readonly canaries: readonly string[];
  readonly controls: readonly string[];
  readonly controlsDrawn: boolean;
  readonly place: WavePlace;
  readonly policy: Pick<Policy, 'checks' | 'thresholds' | 'stabilizationMinutes'>;
  readonly stratumOf: (org: string) => string;
  readonly callsOf: (org: string) => RecentCalls | null;
  /** True where the same hours of earlier weeks can be read. */
  readonly hasEarlierWeeks: boolean;
}

/** Increases of abandonment that the table shows beside the policy's threshold. */
const SHOWN_RATIOS = [0.5, 1];
/** An effect that a wave must be able to show within the horizon: callers who hang up twice as often. */
const DOUBLED = 1;
const MINUTES_AN_HOUR = 60;

/** What can be expected of a wave, from its orgs' recent calls. */
export function waveOutlook(request: OutlookRequest): WaveOutlook {
  const { canaries, controls, controlsDrawn, policy, callsOf } = request;
  const comparedWith = comparisonOf(request);
  const known = canaries.filter((org) => callsOf(org) !== null);
  const input = powerInput(request);
  const { draws, smallestP, minutesToPass } = wavePower(input);
  const seen = (metric: MetricName, effects: readonly number[]): TimeToSee[] =>
    effects.map((effect) => ({
      effect,
      // Nothing fails against the hour before alone: it says nothing of what hour it is.
      minutes: comparedWith === 'ownPast' ? null : minutesToSee(input, metric, effect),
    }));
  const { abandonmentIncreaseRatio, speedOfAnswerIncreaseSeconds, strategyHitRateDropPoints } =
    policy.thresholds;
  const routes = isMeasured(metricOf('strategyHitRate'), input.canaries);
  const found = {
    comparedWith,
    canaries: canaries.length,
    controls: controls.length,
    controlsDrawn,
    unread: canaries.length - known.length,
    callsPerHour: known.length === 0 ? null : sumOf(input.canaries) * MINUTES_AN_HOUR,
    draws,
    smallestP,
    abandonment: seen('abandonment', ascending([abandonmentIncreaseRatio, ...SHOWN_RATIOS])),
    speedOfAnswer: seen('speedOfAnswer', [
      speedOfAnswerIncreaseSeconds,
      2 * speedOfAnswerIncreaseSeconds,
    ]),
    strategyHitRate: routes ? seen('strategyHitRate', [strategyHitRateDropPoints]) : [],
    minutesToPass: known.length === 0 ? null : minutesToPass,
  };
  const doubled = comparedWith === 'ownPast' ? null : minutesToSee(input, 'abandonment', DOUBLED);
  return { ...found, ...judged(found, doubled, horizonOf(policy)) };
}

/** From the deployment to the last planned check. */
export function horizonOf({
  checks,
  stabilizationMinutes,
}: Pick<Policy, 'checks' | 'stabilizationMinutes'>): number {
  return stabilizationMinutes + checks.horizonMinutes;
}

function comparisonOf({ controls, hasEarlierWeeks }: OutlookRequest): PlannedComparison {
  if (controls.length >= FEWEST_CONTROLS) return 'controls';
  return hasEarlierWeeks ? 'samePastHours' : 'ownPast';
}

function powerInput(request: OutlookRequest): PowerInput {
  const { canaries, controls, place, policy } = request;
  const { thresholds } = policy;
  const { margins, alpha } = policyFor({
    ...place,
    horizonMinutes: horizonOf(policy),
    thresholds,
  });
  const volumes = (orgs: readonly string[]): RecentVolume[] =>
    orgs.flatMap((org) => volumeOf(request, org));
  return {
    canaries: volumes(canaries),
    controls: comparisonOf(request) === 'controls' ? volumes(controls) : [],
    preMinutes: policy.checks.preWindowMinutes,
    margins,
    alphaFail: alpha.fail,
    alphaPass: alpha.pass,
  };
}

/** An org whose telemetry cannot be read counts as an org, and not with any calls. */
function volumeOf({ callsOf, stratumOf }: OutlookRequest, org: string): RecentVolume {
  const calls = callsOf(org);
  return {
    org,
    stratum: stratumOf(org),
    perMinute: calls === null ? NO_CALLS : perMinuteOf(calls),
  };
}

function perMinuteOf(calls: RecentCalls): RecentVolume['perMinute'] {
  const offered = calls.callsPerHour / MINUTES_AN_HOUR;
  const answered = offered * (1 - calls.abandonmentShare);
  const attempts = calls.attemptsPerHour / MINUTES_AN_HOUR;
  return {
    ...NO_CALLS,
    offered,
    answered,
    abandoned: offered - answered,
    waitSeconds: answered * calls.waitSeconds,
    attempts,
    hits: attempts * calls.hitShare,
  };
}

function judged(
  row: Omit<WaveOutlook, 'verdict' | 'warnings'>,
  minutesToDoubled: number | null,
  horizonMinutes: number,
): Pick<WaveOutlook, 'verdict' | 'warnings'> {
  const { comparedWith, callsPerHour, minutesToPass, unread } = row;
  const structural = structuralWarnings(row);
  if (callsPerHour === null) {
    const alone = comparedWith === 'ownPast' ? ['no org is left to compare with'] : structural;
    return { verdict: 'unknown', warnings: ['the calls of its orgs could not be read', ...alone] };
  }
  const impossible = [
    ...(comparedWith === 'ownPast'
      ? ['no org is left to compare with, nor can earlier weeks be read: it can never fail']
      : []),
    ...(comparedWith !== 'ownPast' && (minutesToDoubled ?? Infinity) > horizonMinutes
      ? [`too few calls: doubled abandonment takes longer than ${horizonMinutes} min to find`]
      : []),
  ];
  const weak = [
    ...structural,
    ...(impossible.length === 0 && (minutesToPass ?? Infinity) > horizonMinutes
      ? [`a pass takes longer than ${horizonMinutes} min: a person will have to decide`]
      : []),
    ...(unread > 0 ? [`the calls of ${unread} of its orgs could not be read`] : []),
  ];
  const warnings = [...impossible, ...weak];
  if (impossible.length > 0) return { verdict: 'impossible', warnings };
  return { verdict: weak.length > 0 ? 'weak' : 'likely', warnings };
}

/** What is known without any calls. */
function structuralWarnings({
  comparedWith,
  controlsDrawn,
  draws,
  smallestP,
}: Pick<WaveOutlook, 'comparedWith' | 'controlsDrawn' | 'draws' | 'smallestP'>): string[] {
  if (comparedWith === 'samePastHours')
    return [
      'no org is left to compare with: earlier weeks stand in, an outage looks like the release',
    ];
  if (comparedWith === 'ownPast') return [];
  const p = (smallestP ?? 1).toPrecision(2);
  return [
    ...(draws < FEWEST_DRAWS
      ? [`only ${draws} way(s) to draw it (smallest p ${p}): Student's t stands in`]
      : []),
    ...(controlsDrawn
      ? []
      : ['its controls were not drawn by lot: alike in region and carrier at most']),
  ];
}

function ascending(values: readonly number[]): number[] {
  return [...new Set(values)].sort((a, b) => a - b);
}

function sumOf(orgs: readonly RecentVolume[]): number {
  return orgs.reduce((sum, { perMinute }) => sum + perMinute.offered, 0);
}
