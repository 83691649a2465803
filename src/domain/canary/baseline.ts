import type { Counts } from './counts.js';
import type { Metric } from './metric.js';
import type { Prepared, PreparedOrg } from './prepare.js';
import { momentVariance, weightedMean } from './moments.js';

/** What is known of an org's level before the deployment. */
export interface Baseline {
  /** Shrunk towards its stratum by how little is known of the org itself. */
  readonly level: number;
  readonly variance: number;
  /** Rate from which later variances are computed. */
  readonly rate: number;
  readonly counts: Counts;
}

export interface Baselines {
  /** Null where the org has no usable time before. */
  readonly orgs: readonly (Baseline | null)[];
  /** Variance of one call's amount, in squares of its mean. */
  readonly dispersion: number;
  /** Variance by which an org's level wanders over a whole pre window, beside the randomness of calls. */
  readonly drift: number;
}

/** Calls' worth of the common rate that every org's own is smoothed with. */
const PRIOR_CALLS = 60;
const LEAST_SHARE_OF_INTERVALS = 0.5;

interface Known {
  readonly org: PreparedOrg;
  readonly counts: Counts;
  readonly rate: number;
  readonly level: number;
  readonly variance: number;
}

/**
 * Levels before the deployment, by empirical Bayes: an org's own level and that of its stratum, weighed by their
 * variances. It uses nothing from after the deployment and nothing of who is a canary, so that it costs no error.
 */
export function baselinesOf(metric: Metric, prepared: Prepared): Baselines {
  const { orgs, preSlots } = prepared;
  const dispersion = dispersionOf(metric, prepared);
  const windows = orgs.map((org) => ({ org, counts: org.pre.between(0, preSlots) }));
  const usable = windows.filter(({ counts }) => isUsable(metric, counts, preSlots));
  const common = ratio(
    usable.map(({ counts }) => [metric.amount(counts), metric.size(counts)] as const),
  );
  const sampled = usable.map(({ org, counts }) => {
    const size = metric.size(counts);
    const rate = (metric.amount(counts) + PRIOR_CALLS * common) / (size + PRIOR_CALLS);
    const variance = metric.variance(size, rate, dispersion);
    return { org, counts, rate, level: metric.level(counts), variance };
  });
  const drift = driftOf(metric, prepared, sampled, dispersion);
  const known = sampled.map((one) => ({ ...one, variance: one.variance + drift }));
  const shrunk = shrink(known);
  return { orgs: orgs.map((org) => shrunk.get(org) ?? null), dispersion, drift };
}

/** True where enough of the window's intervals are there, with calls in them. */
export function isUsable(metric: Metric, counts: Counts, slots: number): boolean {
  const share = slots === 0 ? 0 : counts.intervals / slots;
  return share >= LEAST_SHARE_OF_INTERVALS && metric.size(counts) > 0;
}

function shrink(known: readonly Known[]): Map<PreparedOrg, Baseline> {
  const groups = new Map<number, Known[]>();
  for (const one of known) {
    const group = groups.get(one.org.stratum);
    if (group === undefined) groups.set(one.org.stratum, [one]);
    else group.push(one);
  }
  const between = momentVariance([...groups.values()]);
  const shrunk = new Map<PreparedOrg, Baseline>();
  for (const group of groups.values()) {
    const mean = weightedMean(group, between);
    for (const { org, counts, rate, level, variance } of group) {
      const own = between === 0 && variance === 0 ? 1 : between / (between + variance);
      const shrunkLevel = mean + own * (level - mean);
      shrunk.set(org, { level: shrunkLevel, variance: own * variance, rate, counts });
    }
  }
  return shrunk;
}

/** From how an org's intervals scatter around its own mean; of waits only, whose spread the counts do not tell. */
function dispersionOf(metric: Metric, { orgs, preSlots }: Prepared): number {
  if (metric.name !== 'speedOfAnswer') return 1;
  let squares = 0;
  let freedom = 0;
  for (const { pre } of orgs) {
    const whole = pre.between(0, preSlots);
    if (whole.answered === 0 || whole.waitSeconds === 0) continue;
    const mean = whole.waitSeconds / whole.answered;
    let intervals = 0;
    for (let slot = 0; slot < preSlots; slot += 1) {
      const { answered, waitSeconds } = pre.between(slot, slot + 1);
      if (answered === 0) continue;
      squares += answered * (waitSeconds / answered / mean - 1) ** 2;
      intervals += 1;
    }
    freedom += Math.max(0, intervals - 1);
  }
  return freedom === 0 ? 1 : Math.min(25, Math.max(0.25, squares / freedom));
}

/** From the two halves of the window: what they differ by more than their calls explain, all orgs' common move aside. */
function driftOf(
  metric: Metric,
  { preSlots }: Prepared,
  known: readonly Known[],
  dispersion: number,
): number {
  const middle = Math.floor(preSlots / 2);
  const moves = known.flatMap(({ org, rate }) => {
    const early = org.pre.between(0, middle);
    const late = org.pre.between(middle, preSlots);
    if (metric.size(early) === 0 || metric.size(late) === 0) return [];
    const variance =
      metric.variance(metric.size(early), rate, dispersion) +
      metric.variance(metric.size(late), rate, dispersion);
    return [{ level: metric.level(late) - metric.level(early), variance }];
  });
  // Two halves that each wander by d differ by 2d and their mean wanders by d/2.
  return momentVariance([moves]) / 4;
}

function ratio(parts: readonly (readonly [number, number])[]): number {
  const amount = parts.reduce((sum, [part]) => sum + part, 0);
  const size = parts.reduce((sum, [, part]) => sum + part, 0);
  return size === 0 ? 0 : amount / size;
}
