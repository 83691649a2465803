import assert from 'node:assert/strict';

import { seededRandom, shuffle } from '../../src/domain/random.js';

describe('seededRandom', () => {
  it('repeats itself for the same seed and not for another', () => {
    const draw = (seed: string): number[] => {
      const random = seededRandom(seed);
      return Array.from({ length: 5 }, () => random.integer(1000));
    };
    assert.deepEqual(draw('a'), draw('a'));
    assert.notDeepEqual(draw('a'), draw('b'));
    assert.notDeepEqual(draw(''), draw('\0'));
  });

  it('never changes: recorded seeds must draw the same orgs years later', () => {
    const random = seededRandom('rollcall');
    assert.deepEqual(
      Array.from({ length: 4 }, () => random.integer(2 ** 32)),
      [2368048278, 4021830679, 1560216265, 420308731],
    );
  });

  it('is even', () => {
    const random = seededRandom('even');
    const counts = [0, 0, 0, 0, 0, 0];
    let sum = 0;
    for (let at = 0; at < 6000; at += 1) {
      const drawn = random.integer(6);
      counts[drawn] = (counts[drawn] ?? 0) + 1;
      sum += random.unit();
    }
    // 1000 expected each, standard deviation 29; the mean of the units has one of 0.0037.
    for (const count of counts) assert.ok(count > 880 && count < 1120, `${count}`);
    assert.ok(Math.abs(sum / 6000 - 0.5) < 0.015);
  });
});

describe('shuffle', () => {
  it('keeps the items and leaves the given list alone', () => {
    const items = [1, 2, 3, 4, 5, 6, 7, 8];
    const shuffled = shuffle(items, seededRandom('s'));
    assert.deepEqual(items, [1, 2, 3, 4, 5, 6, 7, 8]);
    assert.notDeepEqual(shuffled, items);
    assert.deepEqual(
      shuffled.sort((a, b) => a - b),
      items,
    );
  });
});
