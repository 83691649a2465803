import assert from 'node:assert/strict';
import { createBackOff } from '../../src/http/back-off.js';

describe('back-off', () => {
  it('doubles its bound with every refusal in a row, up to a minute', () => {
    const backOff = createBackOff(() => 0.999_999);
    const waits = Array.from({ length: 9 }, () => Math.round(backOff.next() / 1000));
    assert.deepEqual(waits, [1, 2, 4, 8, 16, 32, 60, 60, 60]);
  });

  it('draws from the whole range below its bound, but never nothing', () => {
    const draws = [0, 0.5, 0.25];
    const backOff = createBackOff(() => draws.shift() ?? 0);
    assert.deepEqual([backOff.next(), backOff.next(), backOff.next()], [50, 1025, 1037]);
  });

  it('begins anew after a success', () => {
    const backOff = createBackOff(() => 0.999_999);
    backOff.next();
    backOff.next();
    backOff.reset();
    assert.ok(backOff.next() <= 1_000);
  });
});
