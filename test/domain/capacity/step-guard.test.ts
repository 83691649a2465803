import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { stepGuard, sumOf, type CallSums } from '../../../src/domain/capacity/step-guard.js';
import { seededRandom } from '../../../src/domain/random.js';

const BOUNDS = { abandonmentIncreaseRatio: 0.15, speedOfAnswerIncreaseSeconds: 10 };

function calls(minutes: number, offered: number, abandoned: number, waitSeconds: number): CallSums {
  const answered = offered - abandoned;
  return { minutes, offered, answered, abandoned, waitSecondsTotal: answered * waitSeconds };
}

const BEFORE = calls(180, 3_600, 180, 20);

describe('the guard between two steps', () => {
  const state = (after: CallSums, before = BEFORE): string =>
    stepGuard(before, after, BOUNDS).state;

  it('lets go on where callers fare as before, or better', () => {
    assert.equal(state(calls(5, 100, 5, 20)), 'fine');
    assert.equal(state(calls(5, 100, 0, 2)), 'fine');
  });

  it('says what is past a threshold of the policy and hardly chance', () => {
    assert.match(
      stepGuard(BEFORE, calls(5, 100, 25, 20), BOUNDS).reason,
      /abandonment is 25 %, before the first step 5 %/,
    );
    assert.match(
      stepGuard(BEFORE, calls(5, 100, 5, 45), BOUNDS).reason,
      /answering takes 45 s, before the first step 20 s/,
    );
    assert.equal(state(calls(5, 100, 9, 20)), 'fine', 'nine of a hundred may be chance');
    assert.equal(state(calls(50, 1_000, 56, 29)), 'fine', 'certain, and within the thresholds');
  });

  it('says nothing where there is too little to see, or nothing to compare with', () => {
    assert.equal(state(calls(0, 0, 0, 0)), 'unknown');
    assert.equal(state(calls(5, 4, 0, 20)), 'unknown', 'a hundred were to be expected');
    assert.equal(state(calls(5, 100, 5, 20), calls(0, 0, 0, 0)), 'unknown');
  });

  it('takes few calls for what they are where few were to be expected', () => {
    const quiet = calls(180, 90, 4, 20);
    assert.equal(state(calls(5, 2, 0, 20), quiet), 'fine');
  });

  it('errs seldom where nothing changed', () => {
    const random = seededRandom('step guard');
    let worse = 0;
    for (let look = 0; look < 2_000; look += 1) {
      const lost = Array.from({ length: 100 }, () => random.unit() < 0.05).filter(Boolean).length;
      if (state(calls(5, 100, lost, 20)) === 'worse') worse += 1;
    }
    assert.ok(worse <= 20, `${worse} of 2000`);
  });

  it('is never milder about more callers who gave up', () => {
    const count = fc.integer({ min: 30, max: 400 });
    fc.assert(
      fc.property(count, fc.double({ min: 0, max: 1, noNaN: true }), (offered, share) => {
        const lost = Math.floor(offered * share);
        if (state(calls(5, offered, lost, 20)) !== 'worse' || lost === offered) return;
        assert.equal(state(calls(5, offered, lost + 1, 20)), 'worse');
      }),
    );
  });

  it('adds intervals up, and counts the minutes of those that are there', () => {
    const one = { offered: 10, answered: 8, abandoned: 2, waitSecondsTotal: 80 };
    const rest = { strategyHits: 0, strategyAttempts: 0 };
    const intervals = [0, 5].map((minute) => ({ start: `${minute}`, ...one, ...rest }));
    assert.deepEqual(sumOf(intervals, 5), {
      minutes: 10,
      offered: 20,
      answered: 16,
      abandoned: 4,
      waitSecondsTotal: 160,
    });
  });
});
