import assert from 'node:assert/strict';
import { CallLog } from '../../../src/simulator/traffic/call-log.js';

const minuteMs = 60_000;
const dayMinutes = 1440;

describe('simulator: call log', () => {
  it('keeps twelve hours of calls, whole, however many there are', () => {
    const log = new CallLog();
    const numbers = Array.from({ length: dayMinutes }, (_, minute) => log.begin(minute * minuteMs));
    for (const [minute, number] of numbers.entries()) {
      log.end(number, 'answered', `queue-${minute % 3}`, minute);
    }
    const kept = log.between(dayMinutes * minuteMs - 12 * 60 * minuteMs, Infinity);
    assert.equal(kept.length, 720);
    for (const [index, call] of kept.entries()) {
      const minute = 720 + index;
      const offeredAtMs = minute * minuteMs;
      const queueId = `queue-${minute % 3}`;
      assert.deepEqual(call, { offeredAtMs, ending: 'answered', queueId, waitMs: minute });
    }
  });

  it('holds calls that have not ended, and bounds a span as [from, to)', () => {
    const log = new CallLog();
    for (const offeredAtMs of [0, 10, 20]) log.begin(offeredAtMs);
    assert.deepEqual(
      log.between(10, 20).map(({ offeredAtMs, ending }) => [offeredAtMs, ending]),
      [[10, 'open']],
    );
  });
});
