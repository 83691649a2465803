import { baselinesOf, type Baselines } from './baseline.js';
import { estimate, type Estimate } from './estimate.js';
import type { JudgePolicy } from './evidence.js';
import type { Look } from './looks.js';
import type { Metric } from './metric.js';
import { ownPast } from './past-hours.js';
import type { Prepared } from './prepare.js';
import type { Relabellings } from './relabel.js';
import { sequentialTest, type Crossings } from './sequential.js';
import { alphaSpent, METRIC_SHARES, passSpent } from './spending.js';
import { statistics, type Statistics } from './statistic.js';
import { studentTest, type StudentEffect } from './student.js';
import type { Comparison } from './verdict.js';

/** How one metric stood at one look, all looks before taken into account. */
export interface TestedLook {
  readonly look: Look;
  readonly comparison: Exclude<Comparison, 'nothing'>;
  readonly effect: number;
  /** What the metric would be without the release. */
  readonly rate: number;
  /** Canaries that have no data at this look. */
  readonly missing: readonly string[];
  /** Present in a permutation test. */
  readonly statistics: Statistics | null;
  /** Present where Student's t stands in for it. */
  readonly student: StudentEffect | null;
  readonly fail: Crossings & { readonly level: number };
  readonly pass: Crossings & { readonly level: number };
}

export interface Tested {
  readonly metric: Metric;
  readonly baselines: Baselines;
  /** By look; null where there were no calls to measure. */
  readonly looks: readonly (TestedLook | null)[];
}

/** Follows one metric through the looks. `ways` is null where canaries could be drawn in too few ways. */
export function testMetric(
  metric: Metric,
  prepared: Prepared,
  policy: JudgePolicy,
  ways: Relabellings | null,
): Tested {
  const baselines = baselinesOf(metric, prepared);
  const hasControls = prepared.orgs.some(({ canary }) => !canary);
  const follow =
    hasControls && ways !== null
      ? permuted(metric, policy, ways)
      : studentised(metric, prepared, baselines, policy, hasControls);
  const looks = prepared.looks.map((look) => {
    const seen = estimate(metric, prepared, baselines, look);
    const spentFail =
      METRIC_SHARES[metric.name] * alphaSpent(look, policy.alpha.fail, policy.alpha.hold);
    const spentPass = passSpent(look, policy.alpha.pass);
    return follow(look, seen, spentFail, spentPass);
  });
  return { metric, baselines, looks };
}

type Follow = (
  look: Look,
  seen: Estimate,
  spentFail: number,
  spentPass: number,
) => TestedLook | null;

function permuted(metric: Metric, policy: JudgePolicy, ways: Relabellings): Follow {
  const fail = sequentialTest(ways.count);
  const pass = sequentialTest(ways.count);
  const shifted = new Float64Array(ways.count);
  return (look, seen, spentFail, spentPass) => {
    if (seen.effect === null) return null;
    const found = statistics(seen, ways);
    const rate = seen.counterfactualRate;
    const margin = metric.effectOf(metric.bound(policy.margins), rate);
    for (let way = 0; way < ways.count; way += 1)
      shifted[way] = margin * found.slope[way]! - found.at0[way]!;
    return {
      look,
      comparison: 'controls',
      effect: seen.effect,
      rate,
      missing: seen.missingCanaries,
      statistics: found,
      student: null,
      fail: { ...fail.look(found.at0, spentFail), level: 0 },
      pass: { ...pass.look(shifted, spentPass), level: 0 },
    };
  };
}

function studentised(
  metric: Metric,
  prepared: Prepared,
  baselines: Baselines,
  policy: JudgePolicy,
  hasControls: boolean,
): Follow {
  const fail = studentTest(1);
  const pass = studentTest(-1);
  return (look, seen, spentFail, spentPass) => {
    const past = hasControls ? null : ownPast(metric, prepared, baselines, look);
    const student = past?.effect ?? (hasControls ? besideControls(seen) : null);
    if (student === null) return null;
    const rate = past?.rate ?? seen.counterfactualRate;
    const margin = metric.effectOf(metric.bound(policy.margins), rate);
    return {
      look,
      comparison: hasControls ? 'controls' : past?.sameHours === true ? 'samePastHours' : 'ownPast',
      effect: student.effect,
      rate,
      missing: seen.missingCanaries,
      statistics: null,
      student,
      fail: fail.look(student, 0, spentFail),
      pass: pass.look(student, margin, spentPass),
    };
  };
}

/** The randomness of calls is known, that between orgs is estimated; never credit the first with more than half. */
const LEAST_BETWEEN_SHARE = 0.5;

function besideControls(seen: Estimate): StudentEffect | null {
  if (seen.effect === null || seen.controls === 0) return null;
  const freedom = Math.max(1, (seen.controls - 1) / LEAST_BETWEEN_SHARE ** 2);
  const error = Math.sqrt(seen.dispersion / seen.information);
  return { effect: seen.effect, error, freedom };
}
