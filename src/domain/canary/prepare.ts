import type { CallSums, Evidence, OrgEvidence } from './evidence.js';
import type { MetricName } from './verdict.js';

/** How far one org moved on a metric from its pre to its post window, on the metric's log scale. */
export interface OrgDelta {
  readonly arm: OrgEvidence['arm'];
  readonly delta: number;
  /** Of the delta, from the randomness of the calls alone. */
  readonly variance: number;
}

export interface PreparedMetric {
  readonly metric: MetricName;
  /** Orgs that have calls to measure in both windows. */
  readonly deltas: readonly OrgDelta[];
  /**
   * Where the canaries were before: a ratio for abandonment, seconds for speed of answer, log-odds for the
   * hit rate. Null where no canary has calls to measure.
   */
  readonly canaryPreLevel: number | null;
}

interface Windows {
  readonly arm: OrgEvidence['arm'];
  readonly pre: CallSums;
  readonly post: CallSums;
}

interface Measure {
  readonly metric: MetricName;
  /** Calls that the metric is about. */
  readonly base: (sums: CallSums) => number;
  /** The level of one or more orgs' calls, in the unit of `canaryPreLevel`. */
  readonly level: (orgs: readonly CallSums[]) => number;
  readonly deltas: (windows: readonly Windows[]) => OrgDelta[];
}

const MEASURES: readonly Measure[] = [
  {
    metric: 'abandonment',
    base: (sums) => sums.offered,
    level: (orgs) => sumOf(orgs, (s) => s.abandoned) / sumOf(orgs, (s) => s.offered),
    deltas: abandonmentDeltas,
  },
  {
    metric: 'speedOfAnswer',
    base: (sums) => sums.answered,
    level: (orgs) => sumOf(orgs, (s) => s.waitSecondsSum) / sumOf(orgs, (s) => s.answered),
    deltas: (windows) => windows.map((org) => deltaOf(org, logWait)),
  },
  {
    metric: 'strategyHitRate',
    base: (sums) => sums.strategyReached,
    // A mean of the orgs' own log-odds, smoothed as in their deltas: close to 100 % the smoothing counts.
    level: (orgs) => sumOf(orgs, (s) => logOddsOfHit(s).level) / orgs.length,
    deltas: (windows) => windows.map((org) => deltaOf(org, logOddsOfHit)),
  },
];

/** One second is added before the logarithm: from 0 to 1 s of waiting is no infinite increase. */
export const WAIT_OFFSET_SECONDS = 1;
/** Waits are taken to vary at least by this share of their mean, however alike a small sample is. */
const LEAST_VARIATION = 0.1;

/** The metrics that the evidence says anything about, each org's change on a log scale with its variance. */
export function prepareMetrics({ orgs }: Evidence): PreparedMetric[] {
  const complete = orgs.flatMap(({ arm, pre, post }) =>
    pre === null || post === null ? [] : [{ arm, pre, post }],
  );
  return MEASURES.filter(({ base }) =>
    complete.some(({ pre, post }) => base(pre) + base(post) > 0),
  ).map(({ metric, base, level, deltas }) => {
    const windows = complete.filter(({ pre, post }) => base(pre) > 0 && base(post) > 0);
    const canaries = windows.filter(({ arm }) => arm === 'canary').map(({ pre }) => pre);
    return {
      metric,
      deltas: deltas(windows),
      canaryPreLevel: canaries.length === 0 ? null : level(canaries),
    };
  });
}

/** Sum of a figure over several windows. */
export function sumOf<Item>(items: readonly Item[], figure: (item: Item) => number): number {
  return items.reduce((sum, item) => sum + figure(item), 0);
}

function abandonmentDeltas(windows: readonly Windows[]): OrgDelta[] {
  const ratios = {
    canary: armRatio(windows.filter(({ arm }) => arm === 'canary')),
    control: armRatio(windows.filter(({ arm }) => arm === 'control')),
  };
  return windows.map(({ arm, pre, post }) => ({
    arm,
    delta: Math.log(smoothRate(post)) - Math.log(smoothRate(pre)),
    variance: abandonmentVariance(pre, post, ratios[arm]),
  }));
}

/**
 * Delta method, at the abandoned calls to be expected when the org's total splits over the windows as its arm's
 * does. Observed counts would give orgs that had few by chance little weight, and so bias the mean upwards.
 */
function abandonmentVariance(pre: CallSums, post: CallSums, ratio: number): number {
  const total = pre.abandoned + post.abandoned + 1;
  const share = pre.offered / (pre.offered + ratio * post.offered);
  const counts = 1 / (total * share) + 1 / (total * (1 - share));
  return Math.max(counts - 1 / pre.offered - 1 / post.offered, counts / 100);
}

function armRatio(windows: readonly Windows[]): number {
  const rate = (sums: CallSums[]): number =>
    (sumOf(sums, (s) => s.abandoned) + 0.5) / (sumOf(sums, (s) => s.offered) + 1);
  return rate(windows.map(({ post }) => post)) / rate(windows.map(({ pre }) => pre));
}

function smoothRate({ abandoned, offered }: CallSums): number {
  return (abandoned + 0.5) / (offered + 1);
}

interface Level {
  readonly level: number;
  readonly variance: number;
}

function deltaOf({ arm, pre, post }: Windows, levelOf: (sums: CallSums) => Level): OrgDelta {
  const before = levelOf(pre);
  const after = levelOf(post);
  return {
    arm,
    delta: after.level - before.level,
    variance: before.variance + after.variance,
  };
}

function logWait({ answered, waitSecondsSum, waitSecondsSumOfSquares }: CallSums): Level {
  const mean = waitSecondsSum / answered;
  const shifted = mean + WAIT_OFFSET_SECONDS;
  const spread = (waitSecondsSumOfSquares - answered * mean * mean) / Math.max(1, answered - 1);
  // One call says nothing about spread; waits spread about as far as their mean.
  const known = answered > 1 ? spread : shifted * shifted;
  const least = (LEAST_VARIATION * shifted) ** 2;
  return {
    level: Math.log(shifted),
    variance: Math.max(known, least) / (answered * shifted * shifted),
  };
}

function logOddsOfHit({ strategyReached, strategyFirstPriority }: CallSums): Level {
  const hits = strategyFirstPriority + 0.5;
  const misses = strategyReached - strategyFirstPriority + 0.5;
  return { level: Math.log(hits / misses), variance: 1 / hits + 1 / misses };
}
