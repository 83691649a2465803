import assert from 'node:assert/strict';

import { lowerBound, upperBound } from '../../../bench/judge/bounds.js';
import { drawsOf } from '../../../bench/judge/draws.js';
import { classify } from '../../../bench/judge/kayenta.js';
import { mannWhitney } from '../../../bench/judge/mann-whitney.js';
import { seededRandom } from '../../../src/domain/random.js';
import { OTHER_TEN, OTHER_TWENTY, TEN, TWENTY } from './kayenta-vectors.js';

describe('Kayenta, as the benchmark has it', () => {
  it('gives the interval and the estimate that its own test publishes', () => {
    const { lower, upper, estimate } = mannWhitney([10, 20, 30, 40], [1, 2, 3, 4], 0.95);
    assert.ok(Math.abs(lower - 6) < 1e-6 && Math.abs(upper - 39) < 1e-6, `${lower} ${upper}`);
    assert.equal(estimate, 22.5);
  });

  it('classifies its published samples as its own tests do', () => {
    const options = { tolerance: 0.1, confidence: 0.95, effectSizes: [1, 1] } as const;
    assert.equal(classify(OTHER_TEN, TEN, 'either', options), 'Pass');
    assert.equal(classify(OTHER_TEN, TWENTY, 'either', options), 'High');
    assert.equal(classify(OTHER_TWENTY, TEN, 'either', options), 'Low');
    assert.equal(classify(OTHER_TWENTY, TEN, 'increase', options), 'Pass');
    assert.equal(classify(OTHER_TEN, TWENTY, 'decrease', options), 'Pass');
    assert.equal(classify(OTHER_TEN, TWENTY, 'increase', options), 'High');
    assert.equal(classify(OTHER_TWENTY, TEN, 'decrease', options), 'Low');
  });

  it('says so where there is no data, and passes what is the same', () => {
    assert.equal(classify([], [1], 'either'), 'Nodata');
    assert.equal(classify([1, 2, 3], [3, 1, 2], 'either'), 'Pass');
    assert.equal(classify([1, 1], [1, 1, 1], 'either'), 'Pass');
  });
});

describe('bounds of the benchmark', () => {
  it('are those of Clopper and Pearson', () => {
    assert.ok(Math.abs(upperBound(0, 100) - (1 - 0.05 ** (1 / 100))) < 1e-9);
    // Tables: 5 of 100, one-sided 95 %.
    assert.ok(Math.abs(upperBound(5, 100) - 0.10225) < 1e-4, String(upperBound(5, 100)));
    assert.ok(Math.abs(lowerBound(5, 100) - 0.01991) < 1e-4, String(lowerBound(5, 100)));
    assert.equal(upperBound(100, 100), 1);
    assert.equal(lowerBound(0, 100), 0);
  });
});

describe('variates of the benchmark', () => {
  const COUNT = 20_000;
  const momentsOf = (draw: () => number): { mean: number; variance: number } => {
    const values = Array.from({ length: COUNT }, draw);
    const mean = values.reduce((sum, value) => sum + value, 0) / COUNT;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / COUNT;
    return { mean, variance };
  };
  const draws = drawsOf(seededRandom('variates'));
  const cases = {
    normal: [draws.normal, 0, 1],
    poisson: [() => draws.poisson(40), 40, 40],
    binomial: [() => draws.binomial(40, 0.05), 2, 1.9],
    'binomial, large share': [() => draws.binomial(40, 0.9), 36, 3.6],
    gamma: [() => draws.gamma(16), 16, 16],
    'gamma, small shape': [() => draws.gamma(0.5), 0.5, 0.5],
  } as const;
  for (const [name, [draw, expectedMean, expectedVariance]] of Object.entries(cases))
    it(`${name} has its mean and variance`, () => {
      const { mean, variance } = momentsOf(draw);
      const error = Math.sqrt(expectedVariance / COUNT);
      assert.ok(Math.abs(mean - expectedMean) < 4 * error, `mean ${mean}`);
      assert.ok(Math.abs(variance / expectedVariance - 1) < 0.1, `variance ${variance}`);
    });
});
