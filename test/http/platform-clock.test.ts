import assert from 'node:assert/strict';
import { createPlatformClock, type PlatformClock } from '../../src/http/platform-clock.js';

const START = Date.parse('2024-01-15T08:00:00Z');

/** A wall and a platform whose clock is `at(wall)`; the header has whole seconds. */
function observed(
  at: (wallMs: number) => number,
  everyMs: number,
  count: number,
): { clock: PlatformClock; setWall: (wallMs: number) => void } {
  let wall = 0;
  const clock = createPlatformClock(() => wall);
  for (let n = 0; n < count; n += 1) {
    wall = n * everyMs;
    clock.observe(new Date(at(wall)).toUTCString());
  }
  return { clock, setWall: (wallMs) => void (wall = wallMs) };
}

describe('platform clock', () => {
  it('is the wall before the first answer', () => {
    const clock = createPlatformClock(() => 1234);
    assert.equal(clock.nowMs(), 1234);
    assert.equal(clock.ageMs(), Number.POSITIVE_INFINITY);
    assert.equal(clock.toWallMs(500), 500);
  });

  it('ignores a header that is no date', () => {
    const clock = createPlatformClock(() => 1234);
    clock.observe('soon');
    clock.observe(undefined);
    assert.equal(clock.ageMs(), Number.POSITIVE_INFINITY);
  });

  it('takes a clock at the wall’s speed for just that, whatever the seconds look like', () => {
    for (const everyMs of [100, 700, 990, 1_010, 4_321]) {
      const { clock } = observed((wall) => START + 400 + wall, everyMs, 30);
      assert.equal(clock.rate(), 1);
      const errorMs = START + 400 + 29 * everyMs - clock.nowMs();
      assert.ok(errorMs >= 0 && errorMs < 1_000, `${errorMs} ms behind`);
    }
  });

  it('never steps back between readings of one second', () => {
    let wall = 0;
    const clock = createPlatformClock(() => wall);
    let latest = 0;
    for (; wall < 5_000; wall += 130) {
      clock.observe(new Date(START + wall).toUTCString());
      assert.ok(clock.nowMs() >= latest);
      latest = clock.nowMs();
    }
  });

  it('measures a clock that runs sixty times as fast', () => {
    const { clock, setWall } = observed((wall) => START + wall * 60, 600, 20);
    assert.ok(Math.abs(clock.rate() - 60) < 1, String(clock.rate()));
    assert.ok(Math.abs(clock.toWallMs(60_000) - 1_000) < 20);
    setWall(19 * 600 + 1_000);
    assert.ok(Math.abs(clock.nowMs() - (START + (19 * 600 + 1_000) * 60)) < 2_000);
  });

  it('finds out that a clock stands still, and does not divide by it', () => {
    const { clock, setWall } = observed(() => START, 1_000, 10);
    assert.equal(clock.rate(), 0);
    assert.equal(clock.toWallMs(5_000), 5_000);
    setWall(60_000);
    assert.equal(clock.nowMs(), START);
  });

  it('does not take a jump for speed', () => {
    const jump = (wall: number): number => START + wall + (wall > 5_000 ? 900_000 : 0);
    const { clock } = observed(jump, 600, 20);
    assert.equal(clock.rate(), 1);
    assert.ok(Math.abs(clock.nowMs() - (START + 900_000 + 19 * 600)) < 1_000);
  });

  it('notices when the speed changes', () => {
    const at = (wall: number): number => START + wall + Math.max(0, wall - 5_000) * 59;
    const { clock } = observed(at, 600, 20);
    assert.ok(Math.abs(clock.rate() - 60) < 2, String(clock.rate()));
  });
});
