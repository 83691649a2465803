import assert from 'node:assert/strict';

import { studentQuantile } from '../../../src/domain/canary/quantile.js';

describe('studentQuantile', () => {
  it('gives the values of the printed tables', () => {
    const table: [number, number, number][] = [
      [0.975, 1, 12.7062],
      [0.99, 1, 31.8205],
      [0.99, 2, 6.9646],
      [0.99, 3, 4.5407],
      [0.975, 5, 2.5706],
      [0.99, 10, 2.7638],
      [0.99, 30, 2.4573],
      [0.99, 120, 2.3578],
    ];
    for (const [probability, freedom, expected] of table) {
      const quantile = studentQuantile(probability, freedom);
      assert.ok(Math.abs(quantile - expected) < 5e-5, `${probability}, ${freedom}: ${quantile}`);
    }
  });

  it('has a closed form at one and two degrees of freedom', () => {
    for (const p of [0.6, 0.9, 0.999]) {
      const cauchy = Math.tan(Math.PI * (p - 0.5));
      const two = (2 * p - 1) / Math.sqrt(2 * p * (1 - p));
      assert.ok(Math.abs(studentQuantile(p, 1) / cauchy - 1) < 1e-9);
      assert.ok(Math.abs(studentQuantile(p, 2) / two - 1) < 1e-9);
    }
  });

  it('approaches the normal quantile, falls with the degrees of freedom, is symmetric', () => {
    assert.ok(Math.abs(studentQuantile(0.99, 10_000) - 2.326348) < 5e-4);
    assert.ok(studentQuantile(0.99, 2.5) < studentQuantile(0.99, 2));
    assert.ok(studentQuantile(0.99, 2.5) > studentQuantile(0.99, 3));
    assert.equal(studentQuantile(0.01, 7), -studentQuantile(0.99, 7));
    assert.equal(studentQuantile(0.5, 7), 0);
  });
});
