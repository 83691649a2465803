import type { Baselines } from './baseline.js';
import { isUsable } from './baseline.js';
import { without, type Counts, type RunningCounts } from './counts.js';
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

/**
 * Placebo in time: the same two windows in earlier weeks, when nothing was deployed between them. `withoutSlot`: leaves
 * one interval out, in all weeks.
 */
export function ownPast(
  metric: Metric,
  prepared: Prepared,
  baselines: Baselines,
  look: Look,
  withoutSlot?: number,
): OwnPast | null {
  const window: Window = { look, withoutSlot };
  const weights = weightsOf(metric, prepared, baselines, window);
  const now = moveOf(metric, prepared, window, weights, null);
  if (now === null) return null;
  const weeks: number[] = [];
  for (let week = 1; week <= MOST_WEEKS; week += 1) {
    const move = moveOf(metric, prepared, window, weights, week);
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

/** What is read after the deployment. */
interface Window {
  readonly look: Look;
  readonly withoutSlot: number | undefined;
}

function slotsIn({ look: { fromSlot, toSlot }, withoutSlot }: Window): number {
  return toSlot - fromSlot - (withoutSlot === undefined ? 0 : 1);
}

function countsIn(
  post: RunningCounts,
  { look: { fromSlot, toSlot }, withoutSlot }: Window,
): Counts {
  const whole = post.between(fromSlot, toSlot);
  if (withoutSlot === undefined) return whole;
  return without(whole, post.between(withoutSlot, withoutSlot + 1));
}

/** By canary, as precise as its calls are; 0 for all other orgs. */
function weightsOf(
  metric: Metric,
  { orgs }: Prepared,
  { orgs: baselines, dispersion, drift }: Baselines,
  window: Window,
): number[] {
  return orgs.map(({ canary, post }, at) => {
    const baseline = baselines[at] ?? null;
    const counts = countsIn(post, window);
    if (!canary || baseline === null || !isUsable(metric, counts, slotsIn(window))) return 0;
    const sampled = (size: number): number => metric.variance(size, baseline.rate, dispersion);
    return 1 / (sampled(metric.size(counts)) + sampled(metric.size(baseline.counts)) + 2 * drift);
  });
}

/** From the window before to that after, `week` weeks ago; null where half of the canaries' weight has no data. */
function moveOf(
  metric: Metric,
  { orgs, preSlots }: Prepared,
  window: Window,
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
    const after = countsIn(post, window);
    if (!isUsable(metric, before, preSlots) || !isUsable(metric, after, slotsIn(window))) continue;
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
