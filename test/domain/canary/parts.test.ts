import assert from 'node:assert/strict';

import { NO_CALLS, runningCounts, without } from '../../../src/domain/canary/counts.js';
import { previousName, seriesOf, waveOf } from '../../../src/domain/canary/evidence-name.js';
import { METRICS } from '../../../src/domain/canary/metric.js';
import { momentVariance, weightedMean } from '../../../src/domain/canary/moments.js';
import { marginsAt, DEFAULT_THRESHOLDS } from '../../../src/domain/canary/policy.js';
import { normalQuantile, studentTail } from '../../../src/domain/canary/quantile.js';
import { choose, comparableStrata } from '../../../src/domain/canary/strata.js';
import { studentInterval, studentTest } from '../../../src/domain/canary/student.js';
import { interval } from './fleet.js';

const [abandonment, speedOfAnswer, strategyHitRate] = METRICS as [
  (typeof METRICS)[number],
  (typeof METRICS)[number],
  (typeof METRICS)[number],
];

function near(actual: number, expected: number, within = 1e-9): void {
  assert.ok(Math.abs(actual - expected) < within, `${actual} is not ${expected}`);
}

describe('parts of the judge, worked by hand', () => {
  it('moments: DerSimonian and Laird', () => {
    // Levels 0, 1, 2 with variance 0.25: weights 4; scatter 8, freedom 2, scale 12 − 48/12 = 8.
    const group = [0, 1, 2].map((level) => ({ level, variance: 0.25 }));
    near(momentVariance([group]), (8 - 2) / 8);
    near(momentVariance([group, group]), (16 - 4) / 16);
    near(momentVariance([[{ level: 3, variance: 1 }]]), 0);
    near(
      weightedMean(
        [
          { level: 0, variance: 1 },
          { level: 6, variance: 0.5 },
        ],
        0,
      ),
      4,
    );
  });

  it('abandonment: log of the smoothed share; variance one over the abandoned', () => {
    const counts = { ...NO_CALLS, offered: 99, abandoned: 4.5 };
    near(abandonment.level(counts), Math.log(0.05));
    near(abandonment.variance(100, 0.05, 1), 1 / 5.5);
    near(abandonment.inUnits(Math.log(2), 0.05), 1);
    near(abandonment.effectOf(0.15, 0.05), Math.log(1.15));
  });

  it('speed of answer: ratio of sums, turned into seconds against the counterfactual', () => {
    const counts = { ...NO_CALLS, answered: 10, waitSeconds: 290 };
    near(speedOfAnswer.level(counts), Math.log(30));
    near(speedOfAnswer.inUnits(speedOfAnswer.effectOf(10, 29), 29), 10);
    near(speedOfAnswer.variance(100, 29, 4), 0.04);
  });

  it('hit rate: log-odds of a miss, so that fewer hits are worse; points are negative', () => {
    const fewer = { ...NO_CALLS, attempts: 100, hits: 80 };
    const more = { ...NO_CALLS, attempts: 100, hits: 90 };
    assert.ok(strategyHitRate.level(fewer) > strategyHitRate.level(more));
    near(strategyHitRate.inUnits(strategyHitRate.effectOf(5, 0.1), 0.1), -5, 1e-6);
  });

  it('counts: any window by subtraction; missing intervals add nothing', () => {
    const counts = runningCounts([
      interval(0),
      undefined,
      interval(10, { offered: 20, abandoned: 5 }),
    ]);
    assert.equal(counts.between(0, 3).offered, 60);
    assert.equal(counts.between(0, 3).intervals, 2);
    assert.equal(counts.between(1, 2).intervals, 0);
    const left = without(counts.between(0, 3), counts.between(2, 3));
    assert.deepEqual(left, counts.between(0, 1));
  });

  it('strata: as fine as leaves every canary its controls and enough ways to draw', () => {
    const orgs = Array.from({ length: 60 }, (_, at) => ({
      stratum: `region/${at % 2 === 0 ? 'x' : 'y'}/${at < 3 ? 'large' : 'small'}`,
      canary: at < 4,
    }));
    // All large orgs are canaries: volume has to go.
    assert.deepEqual([...new Set(comparableStrata(orgs))].sort(), ['region/x', 'region/y']);
    const few = orgs.slice(0, 8);
    assert.deepEqual([...new Set(comparableStrata(few))], [''], 'few ways: one stratum for all');
    assert.equal(choose(30, 3), 4060);
  });

  it('Student: tail and interval, each look paying for itself', () => {
    near(studentTail(2.7638, 10), 0.01, 1e-5);
    near(studentTail(-2.7638, 10), 0.99, 1e-5);
    near(normalQuantile(0.975), 1.959964, 1e-6);
    const seen = { effect: 2.8, error: 1, freedom: 10 };
    const [low, high] = studentInterval(seen, 0.01, 0.05);
    near(low, 2.8 - 2.7638, 1e-4);
    near(high, 2.8 + 1.8125, 1e-4);
    const test = studentTest(1);
    assert.equal(test.look(seen, 0, 0.005).crossed, false);
    assert.equal(test.look(seen, 0, 0.01).crossed, false, 'only 0.005 is new');
    const later = studentTest(1);
    assert.equal(later.look({ ...seen, effect: 0 }, 0, 0.02).crossed, false);
    const again = later.look(seen, 0, 0.02);
    assert.deepEqual([again.crossed, again.level], [false, 0.02], 'all is spent');
    assert.equal(test.look(seen, 0, 0.02).crossed, true);
  });

  it('margins: narrowing down the ladder, never below the thresholds', () => {
    const at = (rung: number): number =>
      marginsAt(rung, DEFAULT_THRESHOLDS).abandonmentIncreaseRatio;
    assert.deepEqual([at(0), at(1), at(2), at(9)], [1, 0.5, 0.15, 0.15]);
    const loose = { ...DEFAULT_THRESHOLDS, abandonmentIncreaseRatio: 0.7 };
    assert.equal(marginsAt(1, loose).abandonmentIncreaseRatio, 0.7);
  });

  it('names of evidence', () => {
    assert.equal(previousName('wave-1-0003'), 'wave-1-0002');
    assert.equal(previousName('wave-1-0001'), null);
    assert.equal(previousName('odd'), null);
    assert.deepEqual([seriesOf('rollback-0010'), waveOf('rollback-0010')], ['rollback', null]);
    assert.deepEqual([waveOf('wave-0-0001'), waveOf('wave-12-0100')], [0, 12]);
  });
});
