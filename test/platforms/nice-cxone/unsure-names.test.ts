import assert from 'node:assert/strict';
import { createUnsureNames } from '../../../src/platforms/nice-cxone/unsure-names.js';

describe('a name under which something may have been made', () => {
  it('is unsure until it would have shown', () => {
    let nowMs = 1_000;
    const unsure = createUnsureNames(() => nowMs);
    assert.equal(unsure.has('Night'), false);
    unsure.add('Night');
    nowMs += 19_999;
    assert.deepEqual([unsure.has('Night'), unsure.has('Day')], [true, false]);
    nowMs += 1;
    assert.equal(unsure.has('Night'), false);
  });
});
