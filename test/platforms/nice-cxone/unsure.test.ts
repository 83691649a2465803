import assert from 'node:assert/strict';
import { WireError } from '../../../src/http/errors.js';
import { createUnsure } from '../../../src/platforms/nice-cxone/unsure.js';

const failing = (kind: 'noAnswer' | 'rejected') => async (): Promise<never> => {
  throw new WireError('failed', { kind, org: 'acme', method: 'PUT', path: '/skills/1' });
};

describe('a write whose answer was lost', () => {
  it('may show yet, for so long as what was there before is shown, and not for ever', async () => {
    let nowMs = 1_000;
    const unsure = createUnsure(() => nowMs);
    const before = { name: 'Night' };
    assert.equal(unsure.about('1', before), false);
    await assert.rejects(unsure.during('1', before, {}, failing('noAnswer')));
    nowMs += 19_999;
    assert.deepEqual([unsure.about('1', { ...before }), unsure.about('2', before)], [true, false]);
    nowMs += 1;
    assert.equal(unsure.about('1', before), false);
  });

  it('is known once something else is shown', async () => {
    const unsure = createUnsure();
    await assert.rejects(unsure.during('Night', null, {}, failing('noAnswer')));
    assert.equal(unsure.about('Night', null), true);
    assert.equal(unsure.about('Night', { name: 'Night' }), false);
    assert.equal(unsure.about('Night', null), false);
  });

  it('is none where it was answered, with a refusal too', async () => {
    const unsure = createUnsure();
    await assert.rejects(unsure.during('1', {}, {}, failing('rejected')));
    assert.equal(await unsure.during('1', {}, {}, async () => 'done'), 'done');
    assert.equal(unsure.about('1', {}), false);
    // The way back writes again at once.
    const back = { priority: 'rollback' } as const;
    await assert.rejects(unsure.during('1', {}, back, failing('noAnswer')));
    assert.equal(unsure.about('1', {}), false);
  });
});
