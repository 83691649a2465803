import assert from 'node:assert/strict';

import { checksThatCount, looksOf } from '../../../src/domain/canary/looks.js';
import { policyFor } from '../../../src/domain/canary/policy.js';
import { sequentialTest } from '../../../src/domain/canary/sequential.js';
import {
  alphaSpent,
  METRIC_SHARES,
  waveBudget,
  passSpent,
} from '../../../src/domain/canary/spending.js';
import { seededRandom } from '../../../src/domain/random.js';

const paths = (...values: number[]): Float64Array => Float64Array.from(values);

describe('sequential permutation test', () => {
  it('takes the most extreme paths out, as many as are paid for, and never again', () => {
    const test = sequentialTest(10);
    // One of ten: path 9.
    assert.deepEqual(test.look(paths(8, 0, 1, 2, 3, 4, 5, 6, 7, 9), 0.1), {
      crossed: false,
      boundaryRank: 1,
    });
    // One more: path 9 is out already, the actual path is next.
    const second = test.look(paths(8, 0, 1, 2, 3, 4, 5, 6, 7, 9), 0.2);
    assert.deepEqual(second, { crossed: true, boundaryRank: 2 });
    assert.equal(
      test.look(paths(-1, 0, 1, 2, 3, 4, 5, 6, 7, 9), 0.2).crossed,
      true,
      'it stays out',
    );
  });

  it('takes none of those that are tied beyond what is paid for', () => {
    const test = sequentialTest(5);
    assert.equal(test.look(paths(3, 3, 3, 1, 0), 0.4).crossed, false);
    assert.equal(test.look(paths(3, 3, 3, 1, 0), 0.6).crossed, true);
  });

  it('spends nothing while less than one path is paid for, and keeps it for later', () => {
    const test = sequentialTest(10);
    assert.deepEqual(test.look(paths(9, 0, 0, 0, 0, 0, 0, 0, 0, 0), 0.05), {
      crossed: false,
      boundaryRank: 0,
    });
    assert.equal(test.look(paths(9, 0, 0, 0, 0, 0, 0, 0, 0, 0), 0.1).crossed, true);
  });

  it('errs as often as it may over all looks, though each look is peeked at', () => {
    const random = seededRandom('peeking');
    const runs = 2000;
    let crossed = 0;
    for (let run = 0; run < runs; run += 1) {
      const test = sequentialTest(99);
      const walks = new Float64Array(99);
      let hit = false;
      for (let look = 1; look <= 10; look += 1) {
        for (let path = 0; path < 99; path += 1) walks[path]! += random.unit() - 0.5;
        hit = test.look(walks, (0.1 * look) / 10).crossed;
      }
      if (hit) crossed += 1;
    }
    // 9 of 99 paths: 9.1 %, give or take three standard deviations.
    assert.ok(Math.abs(crossed / runs - 9 / 99) < 3 * Math.sqrt(0.083 / runs), String(crossed));
  });
});

describe('error budget', () => {
  it('is 5 % for all waves, holds and guards together, whatever their number', () => {
    for (const waves of [1, 2, 3, 8]) {
      let total = 0;
      for (let wave = 0; wave < waves; wave += 1) {
        const { fail, hold, guard } = waveBudget(wave, waves, 0.05);
        total += fail + hold + guard;
      }
      assert.ok(Math.abs(total - 0.05) < 1e-12, `${waves} waves: ${total}`);
    }
    assert.ok(waveBudget(0, 3, 0.05).fail > 4 * waveBudget(1, 3, 0.05).fail);
  });

  it('is split over the metrics without a rest', () => {
    const sum = Object.values(METRIC_SHARES).reduce((total, share) => total + share, 0);
    assert.ok(Math.abs(sum - 1) < 1e-12);
  });

  it('of a wave that passes wrongly is 5 %, its hold of any length counted', () => {
    const alpha = policyFor({ rung: 0, wave: 0, waves: 3, horizonMinutes: 60 }).alpha.pass;
    const look = { fromSlot: 0, toSlot: 12, latestSlot: 12, fraction: 1 };
    let spent = passSpent({ ...look, holdBlock: 0 }, alpha);
    assert.equal(spent, alpha);
    for (let block = 1; block < 1000; block += 1)
      spent += passSpent({ ...look, holdBlock: block }, alpha);
    assert.ok(spent > 0.0499 && spent <= 0.05, String(spent));
  });

  it('is spent by the horizon, and a hold of any length costs no more than its part', () => {
    const look = { fromSlot: 0, toSlot: 1, latestSlot: 1, holdBlock: 0 };
    let before = 0;
    for (const fraction of [0.1, 0.25, 0.5, 1]) {
      const spent = alphaSpent({ ...look, fraction }, 0.03, 0.01);
      assert.ok(spent > before);
      before = spent;
    }
    assert.equal(before, 0.03);
    let held = 0;
    for (let holdBlock = 1; holdBlock <= 1000; holdBlock += 1)
      held += alphaSpent({ ...look, fraction: 1, holdBlock }, 0.03, 0.01);
    assert.ok(held < 0.01 && held > 0.0099);
  });
});

describe('looks', () => {
  const step = 300_000;
  const grid = { deployedMs: 0, postStartMs: 0, stepMs: step, horizonMinutes: 60, settlingMs: 0 };
  const at = (...minutes: number[]): number[] => minutes.map((minute) => minute * 60_000);

  it('read everything since the deployment up to the horizon', () => {
    const looks = looksOf(at(15, 31, 60), grid);
    assert.deepEqual(
      looks.map(({ fromSlot, toSlot, fraction }) => [fromSlot, toSlot, fraction]),
      [
        [0, 3, 0.25],
        [0, 6, 31 / 60],
        [0, 12, 1],
      ],
    );
  });

  it('read a hold one block at a time, at the first check after its end', () => {
    const [look, ...others] = looksOf(at(15, 60, 90, 121, 150), grid);
    assert.deepEqual(others, []);
    assert.deepEqual(look, {
      fromSlot: 12,
      toSlot: 24,
      latestSlot: 30,
      fraction: 1,
      holdBlock: 1,
    });
  });

  it('leave out what is still being counted', () => {
    const [look] = looksOf(at(15), { ...grid, settlingMs: step });
    assert.deepEqual([look?.toSlot, look?.fraction], [2, 0.25]);
  });

  it('are made once, late, where every check up to the horizon was missed', () => {
    const late = looksOf(at(85, 100), grid);
    assert.deepEqual(late, [
      { fromSlot: 0, toSlot: 17, latestSlot: 20, fraction: 1, holdBlock: 0 },
    ]);
    assert.deepEqual(looksOf(checksThatCount(at(85, 90, 100), grid), grid), late);
    assert.deepEqual(checksThatCount(at(85, 90, 100), grid), at(85, 100));
    assert.deepEqual(
      looksOf(at(85, 100, 125), grid).map(({ holdBlock }) => holdBlock),
      [1],
    );
  });

  it('are the same from the checks that count, of which there are ever so few', () => {
    let kept: number[] = [];
    const all: number[] = [];
    for (let minute = 15; minute < 3_000; minute += 5) {
      all.push(minute * 60_000 + 700);
      kept = checksThatCount([...kept, minute * 60_000 + 700], grid);
      assert.deepEqual(looksOf(kept, grid), looksOf(all, grid), `minute ${minute}`);
      assert.ok(kept.length <= 13, `${kept.length} checks`);
    }
  });
});
