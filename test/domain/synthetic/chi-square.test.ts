import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { binomialTail } from '../../../src/domain/synthetic/binomial.js';
import {
  chiSquareCritical,
  chiSquareTail,
  chiSquareTest,
} from '../../../src/domain/synthetic/chi-square.js';

/** Values of the tables that textbooks print, with the digits that they print. */
const TABLE = [
  [1, 0.05, 3.841],
  [1, 0.001, 10.828],
  [2, 0.01, 9.21],
  [5, 0.05, 11.07],
  [10, 0.001, 29.588],
  [30, 0.05, 43.773],
] as const;

describe('χ² and the binomial tail', () => {
  it('agree with the tables', () => {
    for (const [freedom, probability, critical] of TABLE) {
      assert.ok(Math.abs(chiSquareCritical(probability, freedom) - critical) < 6e-4);
      assert.ok(Math.abs(chiSquareTail(critical, freedom) - probability) < probability / 100);
    }
    // Mendel's peas.
    const { statistic, p } = chiSquareTest([315, 108, 101, 32], [312.75, 104.25, 104.25, 34.75]);
    assert.ok(Math.abs(statistic - 0.47) < 0.001);
    assert.ok(Math.abs(p - 0.9254) < 1e-3);
    assert.ok(Math.abs(binomialTail(8, 10, 0.5) - 56 / 1024) < 1e-12);
    assert.ok(Math.abs(binomialTail(1, 400, 0.001) - (1 - 0.999 ** 400)) < 1e-12);
  });

  it('have two degrees of freedom as an exponential, in closed form', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.001, max: 200, noNaN: true }), (value) => {
        const exact = Math.exp(-value / 2);
        assert.ok(Math.abs(chiSquareTail(value, 2) / exact - 1) < 1e-9);
      }),
    );
  });

  it('know the ends', () => {
    assert.equal(chiSquareTail(0, 3), 1);
    assert.equal(binomialTail(0, 5, 0.1), 1);
    assert.equal(binomialTail(6, 5, 0.1), 0);
    assert.equal(binomialTail(5, 5, 1), 1);
    assert.ok(Math.abs(binomialTail(5, 5, 0.05) - 0.05 ** 5) < 1e-18);
  });
});
