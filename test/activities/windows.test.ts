import assert from 'node:assert/strict';

import { sampleWindows, MINUTE_MS, type SampledTimes } from '../../src/activities/windows.js';

const writtenMs = Date.parse('2026-03-02T10:00:20Z');
const gridMs = Date.parse('2026-03-02T10:01:00Z');
const minutesFrom = (ms: number): number => (ms - gridMs) / MINUTE_MS;

function windowsAt(minutes: number, changes: Partial<SampledTimes> = {}) {
  const { before, since, earlierWeeks } = sampleWindows({
    preToMs: writtenMs - 8 * MINUTE_MS,
    postFromMs: writtenMs,
    nowMs: writtenMs + minutes * MINUTE_MS,
    preWindowMinutes: 180,
    horizonMinutes: 75,
    withEarlierWeeks: false,
    ...changes,
  });
  const inMinutes = ({ fromMs, toMs }: { fromMs: number; toMs: number }): number[] => [
    minutesFrom(fromMs),
    minutesFrom(toMs),
  ];
  return {
    before: inMinutes(before),
    since: inMinutes(since),
    earlierWeeks: earlierWeeks.map(inMinutes),
  };
}

describe('windows of a check', () => {
  it('reach from the time before the deployment to now, on a grid that begins after the last write', () => {
    const { before, since } = windowsAt(17);
    assert.deepEqual(
      [before, since],
      [
        [-190, 0],
        [0, 15],
      ],
    );
    assert.deepEqual(windowsAt(0.1).since, [0, 0]);
  });

  it('of a hold leave out what is between the deployment and the last two horizons', () => {
    const { before, since } = windowsAt(24 * 60);
    assert.deepEqual(before, [-190, 0]);
    assert.deepEqual(since, [1435 - 150, 1435]);
  });

  it('are the same hours of the eight weeks before, where they are asked for', () => {
    const { earlierWeeks } = windowsAt(17, { withEarlierWeeks: true });
    const week = 7 * 24 * 60;
    assert.equal(earlierWeeks.length, 8);
    assert.deepEqual(earlierWeeks[0], [-190 - week, 15 - week]);
    assert.deepEqual(earlierWeeks[7], [-190 - 8 * week, 15 - 8 * week]);
  });
});
