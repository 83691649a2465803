import assert from 'node:assert/strict';

import { placeOf, policyFor } from '../../../src/domain/canary/policy.js';

const wave = (index: number, controls = 10) => ({
  index,
  controls: Array.from({ length: controls }, (_, at) => `org_${at}`),
});

describe('place of a wave', () => {
  const waves = [wave(0), wave(1), wave(2), wave(3, 0)];

  it('gives the first subs most of the error, the hub and the others the rest, and all of it no more than 5 %', () => {
    const budgets = waves.map(({ index }) => {
      const { alpha } = policyFor({ ...placeOf(waves, index), horizonMinutes: 75 });
      return alpha.fail + alpha.hold + alpha.guard;
    });
    const total = budgets.reduce((sum, one) => sum + one, 0);
    assert.ok(Math.abs(total - 0.05) < 1e-12, String(total));
    assert.ok((budgets[1] ?? 0) > 0.5 * total, budgets.join());
    assert.ok(Math.abs((budgets[0] ?? 0) - (budgets[2] ?? 1)) < 1e-12, budgets.join());
  });

  it('narrows the margins from wave to wave, but not where there is nobody to compare with', () => {
    const ratios = waves.map(
      ({ index }) =>
        policyFor({ ...placeOf(waves, index), horizonMinutes: 75 }).margins
          .abandonmentIncreaseRatio,
    );
    assert.deepEqual(ratios, [1, 1, 0.5, 0.5]);
    const held = [wave(1), wave(2), wave(3)];
    const last = policyFor({ ...placeOf(held, 3), horizonMinutes: 75 });
    assert.equal(last.margins.abandonmentIncreaseRatio, 0.15);
  });

  it('is that of a rollout of its own where only the hub is written to', () => {
    assert.deepEqual(placeOf([wave(0)], 0), { rung: 0, wave: 0, waves: 1 });
  });
});
