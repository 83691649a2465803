import type { CallInterval, Evidence } from '../domain/canary/evidence.js';
import type { ChartedMetric } from './metric-words.js';

export type Arm = 'canary' | 'control';

/** An arm's calls of one span of time, all its orgs together. */
export interface ArmPoint {
  /** Middle of the span, milliseconds since the epoch. */
  readonly atMs: number;
  readonly value: number;
  /** What the value may be by chance, 95 %; null where the orgs are too few to tell. */
  readonly band: readonly [number, number] | null;
}

/** One span of time, and in each a point or null: a gap is shown as one. */
export type ArmSeries = readonly (ArmPoint | null)[];

const MINUTE_MS = 60_000;
/** Shown at most from before the deployment: other weeks' hours serve the judge, not the eye. */
const LONGEST_BEFORE_MS = 6 * 60 * MINUTE_MS;
/** A hold of weeks is drawn in longer spans, not in more of them. */
const MOST_SPANS = 120;
const Z_95 = 1.96;
/** Around what is shown, as a share of it. */
const AIR = 0.08;

/** From when to when a chart of the evidence goes, and how long its spans are; milliseconds. */
export interface Stretch {
  readonly fromMs: number;
  readonly toMs: number;
  readonly spanMs: number;
}

/** From the baseline to the last check. */
export function stretchOf({ orgs, deployment, checks, intervalMinutes }: Evidence): Stretch {
  const stepMs = intervalMinutes * MINUTE_MS;
  const deployedMs = Date.parse(deployment.to);
  const toMs = Date.parse(checks.at(-1) ?? deployment.to);
  const earliestMs = Date.parse(deployment.from) - LONGEST_BEFORE_MS;
  let fromMs = deployedMs;
  for (const { intervals } of orgs)
    for (const { start } of intervals) {
      const startMs = Date.parse(start);
      if (startMs >= earliestMs && startMs < fromMs) fromMs = startMs;
    }
  const steps = Math.max(1, Math.ceil((toMs - fromMs) / stepMs));
  return { fromMs, toMs, spanMs: stepMs * Math.ceil(steps / MOST_SPANS) };
}

/** What the orgs of an arm had together, span by span. */
export function armSeries(
  evidence: Evidence,
  arm: Arm,
  metric: ChartedMetric,
  stretch: Stretch,
): ArmSeries {
  const { fromMs, toMs, spanMs } = stretch;
  const spans = Math.max(1, Math.ceil((toMs - fromMs) / spanMs));
  const byOrg = evidence.orgs
    .filter(({ role }) => role === arm)
    .map(({ intervals }) => countsBySpan(intervals, metric, stretch, spans));
  return Array.from({ length: spans }, (_, span) => {
    const counts = byOrg.flatMap((orgCounts) => orgCounts[span] ?? []);
    const of = counts.reduce((total, one) => total + one.of, 0);
    if (of === 0) return null;
    const value = counts.reduce((total, one) => total + one.sum, 0) / of;
    const band = metric.isShare ? wilson(value, of) : betweenOrgs(counts, value, of);
    return { atMs: fromMs + (span + 0.5) * spanMs, value, band };
  });
}

/** From and to which value the series go, with some air; shares and times are never below zero. */
export function valueRange(series: readonly ArmSeries[]): readonly [number, number] {
  const values = series
    .flat()
    .flatMap((point) => (point === null ? [] : [point.value, ...(point.band ?? [])]));
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const air = AIR * (high - low || Math.max(high, 1) / 10);
  return [Math.max(0, low - air), high + air];
}

/** The same over a whole stretch of time. */
export function armMean(
  evidence: Evidence,
  arm: Arm,
  metric: ChartedMetric,
  [fromMs, toMs]: readonly [number, number],
): number | null {
  const series = armSeries(evidence, arm, metric, { fromMs, toMs, spanMs: toMs - fromMs });
  return series[0]?.value ?? null;
}

interface Counts {
  readonly of: number;
  readonly sum: number;
}

function countsBySpan(
  intervals: readonly CallInterval[],
  metric: ChartedMetric,
  { fromMs, toMs, spanMs }: Stretch,
  spans: number,
): (Counts | null)[] {
  const found: (Counts | null)[] = Array.from({ length: spans }, () => null);
  for (const interval of intervals) {
    const startMs = Date.parse(interval.start);
    if (startMs < fromMs || startMs >= toMs) continue;
    const span = Math.floor((startMs - fromMs) / spanMs);
    const { of, sum } = metric.counts(interval);
    const before = found[span] ?? { of: 0, sum: 0 };
    found[span] = { of: before.of + of, sum: before.sum + sum };
  }
  return found;
}

/** Wilson's interval of a share. */
function wilson(share: number, of: number): readonly [number, number] {
  const square = Z_95 ** 2;
  const middle = (share + square / (2 * of)) / (1 + square / of);
  const half =
    (Z_95 / (1 + square / of)) * Math.sqrt((share * (1 - share)) / of + square / (4 * of ** 2));
  return [Math.max(0, middle - half), Math.min(1, middle + half)];
}

/** Of a ratio of sums, by how the orgs differ (delta method). */
function betweenOrgs(
  counts: readonly Counts[],
  mean: number,
  of: number,
): readonly [number, number] | null {
  const orgs = counts.length;
  if (orgs < 2) return null;
  const squares = counts.reduce((total, one) => total + (one.sum - mean * one.of) ** 2, 0);
  const half = Z_95 * Math.sqrt((squares * orgs) / (orgs - 1) / of ** 2);
  return [Math.max(0, mean - half), mean + half];
}
