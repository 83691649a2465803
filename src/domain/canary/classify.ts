import type { JudgePolicy } from './evidence.js';
import { invert } from './invert.js';
import { persists } from './persistence.js';
import type { Prepared } from './prepare.js';
import { METRIC_SHARES } from './spending.js';
import { studentInterval } from './student.js';
import { studentTail } from './quantile.js';
import type { Tested, TestedLook } from './test.js';
import type { MetricVerdict } from './verdict.js';

/** What one metric says at one look, without its interval: that costs most and decides nothing. */
export type Classified = Omit<MetricVerdict, 'interval'>;

/**
 * One metric at look number `at`. It fails where no effect is excluded at this look and was at the boundary of some
 * look, the estimate is past the threshold, and no single interval carries it. It passes where an effect as large as
 * the margin is excluded likewise and every canary is in it.
 */
export function classify(
  { metric, baselines, looks }: Tested,
  at: number,
  prepared: Prepared,
  policy: JudgePolicy,
): Classified {
  const threshold = metric.direction * metric.bound(policy.thresholds);
  const margin = metric.direction * metric.bound(policy.margins);
  const seen = looks[at] ?? null;
  const none = { estimate: null, thresholdCrossed: false, significant: false };
  if (seen === null)
    return { metric: metric.name, label: 'inconclusive', threshold, margin, p: null, ...none };
  const bound = metric.effectOf(metric.bound(policy.thresholds), seen.rate);
  const thresholdCrossed = seen.effect >= bound;
  const p = tailOf(seen, 0, 1);
  const significant = seen.fail.crossed && p <= errorOf(policy, seen, metric.name);
  const mayFail = significant && thresholdCrossed && seen.comparison !== 'ownPast';
  const failing =
    mayFail && persists(metric, prepared, baselines, seen.look, bound, seen.comparison);
  return {
    metric: metric.name,
    label: failing ? 'fail' : isPass(seen, policy) ? 'pass' : 'inconclusive',
    estimate: metric.inUnits(seen.effect, seen.rate),
    confidence: 1 - policy.alpha.pass - errorOf(policy, seen, metric.name),
    threshold,
    margin,
    p,
    thresholdCrossed,
    significant,
  };

  function isPass(tracked: TestedLook, { alpha, margins }: JudgePolicy): boolean {
    const against = metric.effectOf(metric.bound(margins), tracked.rate);
    const whole = tracked.missing.length === 0;
    return whole && tracked.pass.crossed && tailOf(tracked, against, -1) <= alpha.pass;
  }
}

/** The same with its interval: what an effect may be that neither test excludes, over all looks. */
export function withInterval(
  classified: Classified,
  { metric, looks }: Tested,
  at: number,
): MetricVerdict {
  const seen = looks[at] ?? null;
  if (seen === null) return { ...classified, interval: null };
  const ends = endsOf(seen);
  const [a, b] = ends.map((effect) => metric.inUnits(effect, seen.rate)) as [number, number];
  return { ...classified, interval: a <= b ? [a, b] : [b, a] };
}

function endsOf({ statistics, student, fail, pass }: TestedLook): readonly [number, number] {
  if (statistics !== null) return invert(statistics, fail.boundaryRank, pass.boundaryRank);
  if (student === null) return [-Infinity, Infinity];
  return studentInterval(student, fail.level, pass.level);
}

/** One-sided p at this look alone, of an effect `against` or beyond on the other side. */
function tailOf({ statistics, student }: TestedLook, against: number, side: 1 | -1): number {
  if (student !== null)
    return studentTail((side * (student.effect - against)) / student.error, student.freedom);
  if (statistics === null) return 1;
  const { at0, slope } = statistics;
  const of = (way: number): number => side * (at0[way]! - against * slope[way]!);
  const actual = of(0);
  let extreme = 0;
  for (let way = 0; way < at0.length; way += 1) if (of(way) >= actual - 1e-12) extreme += 1;
  return extreme / at0.length;
}

/** The false failures that this metric may have up to the horizon, or in the hold. */
function errorOf(
  { alpha }: JudgePolicy,
  { look }: TestedLook,
  metric: keyof typeof METRIC_SHARES,
): number {
  return METRIC_SHARES[metric] * (look.holdBlock > 0 ? alpha.hold : alpha.fail);
}
