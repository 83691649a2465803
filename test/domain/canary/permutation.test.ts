import assert from 'node:assert/strict';

import { baselinesOf } from '../../../src/domain/canary/baseline.js';
import { estimate, type Estimate } from '../../../src/domain/canary/estimate.js';
import { invert } from '../../../src/domain/canary/invert.js';
import { METRICS } from '../../../src/domain/canary/metric.js';
import { prepare } from '../../../src/domain/canary/prepare.js';
import { relabellings } from '../../../src/domain/canary/relabel.js';
import { statistics } from '../../../src/domain/canary/statistic.js';
import { COMMON } from '../../../bench/judge/families.js';
import { drawWorld } from '../../../bench/judge/world.js';

const [abandonment] = METRICS;

/** Orgs 0..5 in strata 0, 0, 0, 1, 1, 1; canaries 0 and 3. */
const SIX = [0, 0, 0, 1, 1, 1].map((stratum, at) => ({ stratum, canary: at % 3 === 0 }));

function near(actual: number, expected: number, within = 1e-9): void {
  assert.ok(Math.abs(actual - expected) < within, `${actual} is not ${expected}`);
}

describe('relabellings', () => {
  it('are every way within the strata once, the actual one first', () => {
    const { count, members, canaries } = relabellings(SIX, 'seed', 1000);
    assert.equal(count, 9);
    const ways = Array.from({ length: count }, (_, way) =>
      members.slice(way * canaries, (way + 1) * canaries).join(' '),
    );
    assert.equal(ways[0], '0 3');
    assert.deepEqual([...ways].sort(), [
      '0 3',
      '0 4',
      '0 5',
      '1 3',
      '1 4',
      '1 5',
      '2 3',
      '2 4',
      '2 5',
    ]);
  });

  it('are found at once, too, where nearly all are canaries, as beside a holdout', () => {
    const orgs = Array.from({ length: 50 }, (_, at) => ({ stratum: 0, canary: at >= 2 }));
    const { count, members, canaries } = relabellings(orgs, 'seed', 2000);
    assert.deepEqual([count, canaries], [1225, 48]);
    const ways = Array.from({ length: count }, (_, way) =>
      members.slice(way * canaries, (way + 1) * canaries).join(' '),
    );
    assert.equal(new Set(ways).size, count);
  });

  it('are a sample by the seed where there are too many: each org as often as any other of its stratum', () => {
    const orgs = Array.from({ length: 40 }, (_, at) => ({ stratum: at % 2, canary: at < 8 }));
    const one = relabellings(orgs, 'seed', 4000);
    assert.deepEqual(one, relabellings(orgs, 'seed', 4000));
    assert.notDeepEqual(one.members, relabellings(orgs, 'other', 4000).members);
    const times = new Int32Array(40);
    for (const at of one.members) times[at]! += 1;
    // 4 of 20 in each stratum: 800 times of 4,000, give or take four standard deviations.
    for (const count of times) assert.ok(Math.abs(count - 800) < 4 * Math.sqrt(4000 * 0.2 * 0.8));
    const way = one.members.slice(8, 16);
    assert.equal(new Set(way).size, 8);
    assert.equal(way.filter((at) => at % 2 === 0).length, 4);
  });
});

describe('statistic', () => {
  /** By hand: equal weights, stratum means 1 and 4, moves −1 0 1 and −1 0 1. */
  const levels = [0, 1, 2, 3, 4, 5];
  const byHand: Estimate = {
    moves: Float64Array.from(levels, (level, at) => level - (at < 3 ? 1 : 4)),
    weights: Float64Array.from(levels, () => 1),
    exposure: Float64Array.from(levels, (_, at) => (at % 3 === 0 ? 1 : 0) - 1 / 3),
    totals: Float64Array.from([3, 3]),
    information: 4 / 3,
    dispersion: 1,
    effect: -1.5,
    counterfactualRate: 0.05,
    missingCanaries: [],
    canaries: 2,
    controls: 4,
  };

  it('is the studentised difference, worked by hand', () => {
    // Canaries −1 and −1 beside their strata; information 2 · (1 − 1/3) = 4/3.
    const found = statistics(byHand, relabellings(SIX, 'seed', 100));
    near(found.at0[0]!, -2 / Math.sqrt(4 / 3));
    near(found.slope[0]!, 4 / 3 / Math.sqrt(4 / 3));
    // With canaries 2 and 5: +1 and +1, and none of them exposed.
    near(Math.max(...found.at0), 2 / Math.sqrt(4 / 3));
  });

  it('inverts to the effects that are not rejected', () => {
    const found = statistics(byHand, relabellings(SIX, 'seed', 100));
    const [low, high] = invert(found, 1, 1);
    // At either end another relabelling is exactly as extreme as the actual one.
    for (const end of [low, high]) {
      const at = [...found.at0.keys()].map((way) => found.at0[way]! - end * found.slope[way]!);
      assert.ok(at.slice(1).some((value) => Math.abs(value - at[0]!) < 1e-9));
    }
    assert.ok(low <= -1.5 && -1.5 <= high);
    assert.deepEqual(invert(found, 0, 0), [-Infinity, Infinity]);
  });

  it('is what estimates of real evidence with other labels give: brute force', () => {
    const { evidence } = drawWorld({ ...COMMON, orgs: 12, canaries: 3 }, 'brute force');
    const prepared = prepare(evidence);
    const look = prepared.looks.at(-1)!;
    const metric = abandonment!;
    const baselines = baselinesOf(metric, prepared);
    const seen = estimate(metric, prepared, baselines, look);
    const ways = relabellings(prepared.orgs, 'seed', 1000);
    const found = statistics(seen, ways);
    // From the weights and moves of the estimate, arm by arm, without any of the shortcuts.
    for (let way = 0; way < ways.count; way += 1) {
      const chosen = new Set(ways.members.slice(way * ways.canaries, (way + 1) * ways.canaries));
      let sum = 0;
      let information = 0;
      for (let stratum = 0; stratum < prepared.strata; stratum += 1) {
        const members = [...prepared.orgs.keys()].filter(
          (at) => prepared.orgs[at]?.stratum === stratum,
        );
        const level = (at: number): number => seen.moves[at]! / seen.weights[at]!;
        const arm = (inside: boolean): [number, number] => {
          const own = members.filter((at) => chosen.has(at) === inside);
          const weight = own.reduce((total, at) => total + seen.weights[at]!, 0);
          return [
            weight,
            own.reduce((total, at) => total + seen.weights[at]! * level(at), 0) / weight,
          ];
        };
        if (!members.some((at) => chosen.has(at))) continue;
        const [a, canaryMean] = arm(true);
        const [b, controlMean] = arm(false);
        const own = (a * b) / (a + b);
        sum += own * (canaryMean - controlMean);
        information += own;
      }
      near(found.at0[way]!, sum / Math.sqrt(information), 1e-9);
    }
    near(seen.effect!, found.at0[0]! / Math.sqrt(seen.information), 1e-9);
  });
});
