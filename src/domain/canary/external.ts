import type { MetricBounds } from './evidence.js';
import type { Look } from './looks.js';
import { METRICS, type Metric } from './metric.js';
import type { Prepared, PreparedOrg } from './prepare.js';

/** How far the controls themselves moved. */
export interface Weather {
  readonly metric: Metric;
  /** On the metric's scale, upwards is worse. */
  readonly move: number;
  readonly controls: number;
}

/** Levels of some controls together beside their usual rate, by slot; NaN where they had no calls. */
interface Station {
  readonly metric: Metric;
  readonly controls: number;
  readonly rate: number;
  readonly before: readonly number[];
  readonly after: readonly number[];
}

/** Standard errors beyond which a move is none that the controls' own history has. */
const UNUSUAL = 3.5;
/** A shock that has just begun is seen in the latest quarter of an hour first. */
const LATEST_SLOTS = 3;
const FEWEST_SLOTS = 4;

/** One station for all controls, and one for those of each stratum that has canaries, by metric. */
export function weatherStations(prepared: Prepared): Station[] {
  const controls = prepared.orgs.filter(({ canary }) => !canary);
  const strata = new Set(
    prepared.orgs.filter(({ canary }) => canary).map(({ stratum }) => stratum),
  );
  const parts = [...strata].map((s) => controls.filter(({ stratum }) => stratum === s));
  const groups = parts.length < 2 ? [controls] : [controls, ...parts];
  return groups.flatMap((group) =>
    METRICS.map((metric) => ({
      metric,
      controls: group.length,
      rate: usualRate(metric, group, prepared.preSlots),
      before: together(metric, group, prepared, 'pre').filter((level) => !Number.isNaN(level)),
      after: together(metric, group, prepared, 'post'),
    })),
  );
}

/**
 * The worst move of controls that is beyond their own history and past a threshold. Null where the weather is fair.
 */
export function badWeather(
  stations: readonly Station[],
  look: Look,
  thresholds: MetricBounds,
): Weather | null {
  let worst: Weather | null = null;
  for (const station of stations) {
    const move = unusualMove(station, look, thresholds);
    if (move === null || move <= (worst?.move ?? 0)) continue;
    worst = { metric: station.metric, move, controls: station.controls };
  }
  return worst;
}

function unusualMove(
  { metric, rate, before, after: all }: Station,
  look: Look,
  thresholds: MetricBounds,
): number | null {
  const after = all.slice(look.fromSlot, look.toSlot).filter((level) => !Number.isNaN(level));
  if (before.length < FEWEST_SLOTS || after.length === 0) return null;
  const usual = meanOf(before);
  const bound = metric.effectOf(metric.bound(thresholds), rate);
  const { variance, memory } = historyOf(before, usual);
  let worst: number | null = null;
  for (const window of [after, after.slice(-LATEST_SLOTS)]) {
    const move = meanOf(window) - usual;
    const error = Math.sqrt(variance * memory * (1 / before.length + 1 / window.length));
    if (move > bound && move > UNUSUAL * error && move > (worst ?? 0)) worst = move;
  }
  return worst;
}

/** By slot: what was counted against what these orgs' own past lets expect, so that a gap in one of them moves nothing. */
function together(
  metric: Metric,
  group: readonly PreparedOrg[],
  { preSlots, postSlots }: Prepared,
  window: 'pre' | 'post',
): number[] {
  const slots = window === 'pre' ? preSlots : postSlots;
  const counted = new Float64Array(slots);
  const expected = new Float64Array(slots);
  for (const org of group) {
    const past = org.pre.between(0, preSlots);
    if (metric.size(past) === 0) continue;
    const rate = metric.amount(past) / metric.size(past);
    for (let slot = 0; slot < slots; slot += 1) {
      const counts = org[window].between(slot, slot + 1);
      counted[slot]! += metric.amount(counts);
      expected[slot]! += rate * metric.size(counts);
    }
  }
  const usual = expected.reduce((sum, value) => sum + value, 0) / Math.max(1, slots);
  return Array.from(counted, (amount, slot) =>
    // A slot that most orgs have yet to report is noisier than any in the history it is compared with.
    expected[slot]! <= usual / 2 ? Number.NaN : Math.log((amount + 0.5) / (expected[slot]! + 0.5)),
  );
}

function usualRate(metric: Metric, group: readonly PreparedOrg[], preSlots: number): number {
  let amount = 0;
  let size = 0;
  for (const { pre } of group) {
    const past = pre.between(0, preSlots);
    amount += metric.amount(past);
    size += metric.size(past);
  }
  return size === 0 ? 0 : amount / size;
}

/** How the level varied before, and by how much its memory makes means less certain than their length says. */
function historyOf(before: readonly number[], mean: number): { variance: number; memory: number } {
  let squares = 0;
  let products = 0;
  for (const [at, level] of before.entries()) {
    squares += (level - mean) ** 2;
    products += (level - mean) * ((before[at - 1] ?? mean) - mean);
  }
  const correlation = squares === 0 ? 0 : Math.min(0.8, Math.max(0, products / squares));
  return {
    variance: Math.max(1e-6, squares / (before.length - 1)),
    memory: (1 + correlation) / (1 - correlation),
  };
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
