import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { createPlatformClock } from '../../src/http/platform-clock.js';
import { createRateLimiter, type RateLimiter } from '../../src/http/rate-limit.js';

function limiterOf(maxConcurrent = 8): RateLimiter {
  return createRateLimiter({ clock: createPlatformClock(), maxConcurrent });
}

const window = (remaining: number, resetInMs = 30_000) => ({
  limit: 1000,
  remaining,
  resetAtMs: Math.ceil((Date.now() + resetInMs) / 60_000) * 60_000,
});

describe('rate limiter', () => {
  it('shrinks with what is left, and after the reset grows back by one with each good answer', () => {
    const limiter = limiterOf(8);
    let resetAtMs = Date.now() - 120_000;
    const allowedAt = (remaining: number): number => {
      limiter.observe({ limit: 1000, remaining, resetAtMs });
      return limiter.allowed();
    };
    assert.deepEqual([1000, 500, 250, 100, 10, 9, 0].map(allowedAt), [8, 8, 4, 2, 1, 1, 1]);
    resetAtMs += 60_000;
    const grown = [999, 998, 997, 996, 995, 994, 993, 992, 991].map((remaining) => {
      const allowed = allowedAt(remaining);
      limiter.succeeded();
      return allowed;
    });
    assert.deepEqual(grown, [1, 2, 3, 4, 5, 6, 7, 8, 8]);
  });

  it('believes the smaller remainder when answers overtake each other', () => {
    const limiter = limiterOf(8);
    limiter.observe(window(100));
    limiter.observe(window(900));
    assert.equal(limiter.allowed(), 2);
  });

  it('holds no more at once than allowed, in order', async () => {
    const limiter = limiterOf(2);
    const order: number[] = [];
    const leaves = [await limiter.acquire(), await limiter.acquire()];
    const later = [3, 4].map(async (n) => {
      const leave = await limiter.acquire();
      order.push(n);
      leave();
    });
    await delay(10);
    assert.deepEqual(order, []);
    leaves[0]?.();
    await Promise.all(later);
    assert.deepEqual(order, [3, 4]);
  });

  it('waits below ten until near the reset', async () => {
    const limiter = limiterOf(8);
    const startedAt = Date.now();
    limiter.observe({ limit: 1000, remaining: 9, resetAtMs: startedAt + 300 });
    assert.ok(limiter.pauseMs() > 200);
    const leave = await limiter.acquire();
    assert.ok(Date.now() - startedAt >= 295);
    leave();
  });

  it('gives a second turn only after the first when little is left', async () => {
    const limiter = limiterOf(8);
    limiter.observe({ limit: 1000, remaining: 5, resetAtMs: Date.now() + 50 });
    const leave = await limiter.acquire();
    let second = false;
    const waiting = limiter.acquire().then((done) => {
      second = true;
      return done;
    });
    await delay(20);
    assert.equal(second, false);
    leave();
    leave();
    (await waiting)();
  });

  it('stays away after a 429', async () => {
    const limiter = limiterOf(8);
    limiter.pauseFor(200);
    const startedAt = Date.now();
    (await limiter.acquire())();
    assert.ok(Date.now() - startedAt >= 195);
  });

  it('does not believe a reset that is an hour away', () => {
    const limiter = limiterOf(8);
    limiter.observe({ limit: 1000, remaining: 0, resetAtMs: Date.now() + 3_600_000 });
    assert.ok(limiter.pauseMs() <= 15 * 60_000);
  });

  it('lets a waiter go when it is aborted, and the others get its turn', async () => {
    const limiter = limiterOf(1);
    const leave = await limiter.acquire();
    const stop = new AbortController();
    const given = limiter.acquire({ signal: stop.signal });
    const next = limiter.acquire();
    stop.abort(new Error('enough'));
    await assert.rejects(given, /enough/);
    leave();
    (await next)();
    await assert.rejects(
      limiter.acquire({ signal: AbortSignal.abort(new Error('already')) }),
      /already/,
    );
  });
});
