import type { Baselines } from './baseline.js';
import { isUsable } from './baseline.js';
import type { Look } from './looks.js';
import type { Metric } from './metric.js';
import type { Prepared } from './prepare.js';
import type { StudentEffect } from './student.js';

/** As many weeks back as are looked for, and as few as make a comparison. */
const MOST_WEEKS = 8;
const FEWEST_WEEKS = 4;
/** Without other weeks, how sure the spread between two windows of an org is: as if learnt from this many. */
const FREEDOM_WITHOUT_HISTORY = 6;

/** How the canaries moved, where there is no org to compare them with. */
export interface OwnPast {
  readonly effect: StudentEffect;
  /** False: against the time just before, which tells nothing of what hour it is. */
  readonly sameHours: boolean;
  readonly rate: number;
}

/** Placebo in time: the same two windows in earlier weeks, when nothing was deployed between them. */
export function ownPast(
  metric: Metric,
  prepared: Prepared,
  baselines: Baselines,
  look: Look,
): OwnPast | null {
  const weights = weightsOf(metric, prepared, baselines, look);
  const now = moveOf(metric, prepared, look, weights, null);
  if (now === null) return null;
  const weeks: number[] = [];
  for (let week = 1; week <= MOST_WEEKS; week += 1) {
    const move = moveOf(metric, prepared, look, weights, week);
    if (move !== null) weeks.push(move);
  }
  const rate = metric.rateAt(levelBefore(prepared, baselines, weights));
  if (weeks.length < FEWEST_WEEKS)
    return { effect: besideNoise(now, weights, baselines.drift), sameHours: false, rate };
  const usual = weeks.reduce((sum, move) => sum + move, 0) / weeks.length;
  const freedom = weeks.length - 1;
  const squares = weeks.reduce((sum, move) => sum + (move - usual) ** 2, 0);
  const error = Math.sqrt((squares / freedom) * (1 + 1 / weeks.length));
  const effect = { effect: now - usual, error: Math.max(error, 1e-6), freedom };
  return { effect, sameHours: true, rate };
}

/** By canary, as precise as its calls are; 0 for all other orgs. */
function weightsOf(
  metric: Metric,
  { orgs }: Prepared,
  { orgs: baselines, dispersion, drift }: Baselines,
  { fromSlot, toSlot }: Look,
): number[] {
  return orgs.map(({ canary, post }, at) => {
    const baseline = baselines[at] ?? null;
    const counts = post.between(fromSlot, toSlot);
    if (!canary || baseline === null || !isUsable(metric, counts, toSlot - fromSlot)) return 0;
    const sampled = (size: number): number => metric.variance(size, baseline.rate, dispersion);
    return 1 / (sampled(metric.size(counts)) + sampled(metric.size(baseline.counts)) + 2 * drift);
  });
}

/** From the window before to that after, `week` weeks ago; null where half of the canaries' weight has no data. */
function moveOf(
  metric: Metric,
  { orgs, preSlots }: Prepared,
  { fromSlot, toSlot }: Look,
  weights: readonly number[],
  week: number | null,
): number | null {
  let known = 0;
  let sum = 0;
  for (const [at, org] of orgs.entries()) {
    const weight = weights[at] ?? 0;
    if (weight === 0) continue;
    const { pre, post } = week === null ? org : org.weeksAgo(week);
    const before = pre.between(0, preSlots);
    const after = post.between(fromSlot, toSlot);
    if (!isUsable(metric, before, preSlots) || !isUsable(metric, after, toSlot - fromSlot))
      continue;
    known += weight;
    sum += weight * (metric.level(after) - metric.level(before));
  }
  const all = weights.reduce((total, weight) => total + weight, 0);
  return all === 0 || known < all / 2 ? null : sum / known;
}

function besideNoise(effect: number, weights: readonly number[], drift: number): StudentEffect {
  const information = weights.reduce((total, weight) => total + weight, 0);
  // Orgs share their hour: what wanders in one of them may wander in all.
  const error = Math.sqrt(1 / information + 2 * drift);
  return { effect, error, freedom: FREEDOM_WITHOUT_HISTORY };
}

function levelBefore(
  { orgs }: Prepared,
  { orgs: baselines }: Baselines,
  weights: readonly number[],
): number {
  const canaries = [...orgs.keys()].filter((at) => (weights[at] ?? 0) > 0);
  const sum = canaries.reduce((total, at) => total + (baselines[at]?.level ?? 0), 0);
  return sum / Math.max(1, canaries.length);
}
