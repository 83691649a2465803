import assert from 'node:assert/strict';
import type { MoveResult } from '../../src/activities/types.js';
import { Troubles } from '../../src/workflows/org/troubles.js';

const result = (key: string, state: MoveResult['state']): MoveResult => ({
  key,
  state,
  reason: 'refused',
});

describe('why weights could not be moved', () => {
  it('is told once of each strategy, and again after it was over', () => {
    const troubles = new Troubles();
    const both = [result('a', 'failed'), result('b', 'failed')];
    assert.deepEqual(troubles.news(both), [
      'weights of a are not moved now: refused',
      'weights of b are not moved now: refused',
    ]);
    assert.deepEqual(troubles.news(both), []);
    assert.deepEqual(troubles.news([result('a', 'moved'), result('b', 'failed')]), []);
    assert.equal(troubles.news(both).length, 1);
    assert.match(troubles.news([result('b', 'blocked')])[0] ?? '', /b no longer follow/);
  });
});
