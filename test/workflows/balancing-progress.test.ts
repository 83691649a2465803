import assert from 'node:assert/strict';
import type { StrategyLook } from '../../src/activities/types.js';
import { startController } from '../../src/domain/capacity/controller.js';
import type { Weights } from '../../src/domain/capacity/weights.js';
import {
  begin,
  findingOf,
  withAnswer,
  withDecision,
} from '../../src/workflows/balancing/progress.js';
import type { BalancingProgress } from '../../src/workflows/balancing-signals.js';

const KEY = 'na_east/strategy/routing';
const WIDER = { bounds: { a: { min: 0, max: 70 }, b: { min: 30, max: 100 } }, stepCapPoints: 20 };

const looked = (
  change: StrategyLook['change'],
  more: Partial<StrategyLook> = {},
): StrategyLook => ({
  followed: { key: KEY, state: startController({ a: 30, b: 70 }) },
  change,
  reason: change,
  ...more,
});
const asking = looked('asks', { wish: { weights: { a: 10, b: 90 }, envelope: WIDER } });

/** What one look after the other comes to. */
function after(looks: readonly (StrategyLook | string)[], from = begin()): Seen {
  let seen: Seen = { finding: null, progress: from };
  for (const look of looks) {
    const failure = typeof look === 'string' ? look : null;
    const about = { number: seen.progress.looks + 1, at: '2026-03-02T09:00:00.000Z' };
    const all = typeof look === 'string' ? [] : [look];
    seen = findingOf({ ...about, looks: all, failure }, seen.progress, 'balancing/k/o');
  }
  return seen;
}
type Seen = ReturnType<typeof findingOf>;

describe('what a look at the agents comes to', () => {
  it('is nothing where nothing has to move, and a decision where something has', () => {
    assert.equal(after([looked('kept')]).finding, null);
    const move = { key: KEY, id: 's', from: { a: 50 }, to: { a: 40 }, reason: 'few' };
    assert.deepEqual(after([looked('moved', { move })]).finding?.moves, [move]);
  });

  it('is said once, and again when it is over', () => {
    const first = after([looked('unknown')]);
    assert.match(first.finding?.notes[0]?.text ?? '', /stay as they are: unknown/);
    assert.equal(after([looked('unknown')], first.progress).finding, null);
    const back = after([looked('kept')], first.progress);
    assert.match(back.finding?.notes[0]?.text ?? '', /follow the agents again/);
    assert.match(
      after(['org away']).finding?.notes[0]?.text ?? '',
      /cannot be looked at.*org away/,
    );
    assert.equal(after(['org away', 'org away']).finding, null);
    const nobody = after([looked('asks')]).finding?.notes[0];
    assert.equal(nobody?.isShort, true);
  });

  it('is told a bounded number of times, however often it comes and goes', () => {
    let progress: BalancingProgress = begin();
    let notes = 0;
    let last = '';
    for (let look = 0; look < 200; look += 1) {
      const seen = after([looked(look % 2 === 0 ? 'unknown' : 'kept')], progress);
      notes += seen.finding?.notes.length ?? 0;
      last = seen.finding?.notes.at(-1)?.text ?? last;
      ({ progress } = seen);
    }
    assert.equal(notes, 20);
    assert.match(last, /no more is told of the weights in this window/);
  });

  it('is one question at a time, and none of which people said no', () => {
    const first = after([asking]);
    assert.deepEqual(first.finding?.question?.envelope, WIDER);
    assert.match(first.finding?.question?.text ?? '', /a 10 \(0–70\), b 90 \(30–100\)/);
    assert.equal(after([asking], first.progress).finding, null);
    const yes = withDecision(first.progress, { key: KEY, envelope: WIDER });
    assert.deepEqual(yes.followed[0]?.envelope, WIDER);
    assert.notEqual(after([asking], yes).finding?.question, undefined);
    const no = withDecision(first.progress, { key: KEY, envelope: null });
    assert.equal(after([asking], no).finding, null);
  });

  it('stays what it was where it was not written, and is looked into where nobody knows', () => {
    const before = after([looked('kept')]).progress;
    const moved = looked('moved', {
      followed: { key: KEY, state: startController({ a: 20, b: 80 }) },
    });
    const { progress } = after([moved], before);
    const stateAfter = (state: 'moved' | 'waits' | 'failed' | 'blocked') =>
      withAnswer(progress, before, [{ key: KEY, state }]).followed[0];
    assert.deepEqual(stateAfter('moved')?.state?.weights, { a: 20, b: 80 });
    assert.deepEqual(stateAfter('waits')?.state?.weights, { a: 30, b: 70 });
    assert.deepEqual(stateAfter('waits')?.tried, { a: 20, b: 80 }, 'by an attempt before');
    assert.deepEqual(stateAfter('failed')?.tried, { a: 20, b: 80 });
    assert.match(stateAfter('blocked')?.stopped ?? '', /person/);
  });

  it('is what the look found and what was to come of it, also where an earlier write was not known to have landed', () => {
    const before = after([looked('kept')]).progress;
    const step = (from: Weights, to: Weights) =>
      looked('moved', { followed: { key: KEY, state: startController(to), seen: from } });
    const first = after([step({ a: 30, b: 70 }, { a: 20, b: 80 })], before).progress;
    const unsure = withAnswer(first, before, [{ key: KEY, state: 'failed' }]);
    // It had landed.
    const next = after([step({ a: 20, b: 80 }, { a: 15, b: 85 })], unsure).progress;
    for (const state of ['waits', 'failed'] as const) {
      const [followed] = withAnswer(next, unsure, [{ key: KEY, state }]).followed;
      assert.deepEqual(followed?.state?.weights, { a: 20, b: 80 }, state);
      assert.deepEqual(followed.tried, { a: 15, b: 85 }, state);
    }
  });
});
