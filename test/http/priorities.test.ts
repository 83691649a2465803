import assert from 'node:assert/strict';
import { createPlatformClock } from '../../src/http/platform-clock.js';
import type { Priority } from '../../src/http/priority.js';
import { createRateLimiter, type RateLimiter } from '../../src/http/rate-limit.js';
import { TurnRefused } from '../../src/http/turn-refused.js';

function limiterOf(maxWaiting = 100): RateLimiter {
  return createRateLimiter({ clock: createPlatformClock(), maxConcurrent: 1, maxWaiting });
}

const left = (remaining: number, resetInMs: number) => ({
  limit: 1000,
  remaining,
  resetAtMs: Date.now() + resetInMs,
});

describe('turns of an org client', () => {
  it('go to rollbacks before deployments before telemetry before planning', async () => {
    const limiter = limiterOf();
    const order: string[] = [];
    const leave = await limiter.acquire();
    const asked: (Priority | undefined)[] = [
      'planning',
      undefined,
      'telemetry',
      'deploy',
      'rollback',
      'deploy',
      'rollback',
    ];
    const turns = asked.map(async (priority, index) => {
      const done = await limiter.acquire({ priority });
      order.push(`${priority ?? 'none'} ${index}`);
      done();
    });
    leave();
    await Promise.all(turns);
    assert.deepEqual(order, [
      'rollback 4',
      'rollback 6',
      'deploy 3',
      'deploy 5',
      'telemetry 2',
      'planning 0',
      'none 1',
    ]);
  });

  it('of a rollback use up the last few requests, which all else leaves to it', async () => {
    const limiter = limiterOf();
    limiter.observe(left(9, 30_000));
    assert.ok(limiter.pauseMs('deploy') > 20_000);
    assert.equal(limiter.pauseMs('rollback'), 0);
    (await limiter.acquire({ priority: 'rollback' }))();
    limiter.observe(left(0, 30_000));
    assert.ok(limiter.pauseMs('rollback') > 20_000);
  });

  it('are refused with the wait where it is longer than the caller has patience for', async () => {
    const limiter = limiterOf();
    limiter.observe(left(0, 30_000));
    await assert.rejects(
      limiter.acquire({ longestWaitMs: 5_000 }),
      (error) => error instanceof TurnRefused && error.waitMs > 20_000,
    );
  });

  it('are refused to those who wait already when the wait gets too long, but not to the patient', async () => {
    const limiter = limiterOf();
    const leave = await limiter.acquire();
    const impatient = limiter.acquire({ longestWaitMs: 5_000 });
    let patientHasIt = false;
    const stop = new AbortController();
    const patient = limiter.acquire({ signal: stop.signal }).then(
      () => void (patientHasIt = true),
      () => {},
    );
    limiter.observe(left(0, 30_000));
    leave();
    await assert.rejects(impatient, TurnRefused);
    assert.equal(patientHasIt, false);
    stop.abort();
    await patient;
  });

  it('are not queued for without end', async () => {
    const limiter = limiterOf(2);
    const leave = await limiter.acquire();
    const waiting = [limiter.acquire(), limiter.acquire()];
    await assert.rejects(limiter.acquire(), /2 requests wait already/);
    leave();
    for (const turn of waiting) (await turn)();
    (await limiter.acquire())();
  });

  it('after refusals without a hint come later and later, until one succeeds', () => {
    const clock = createPlatformClock();
    const limiter = createRateLimiter({ clock, maxConcurrent: 8, random: () => 0.999_999 });
    const rounded = (): number => Math.round(limiter.pauseFor(null) / 1000);
    assert.deepEqual([rounded(), rounded(), rounded()], [1, 2, 4]);
    assert.equal(limiter.allowed(), 1);
    limiter.succeeded();
    assert.equal(rounded(), 1);
  });

  it('take a hint of nothing for none', () => {
    const clock = createPlatformClock();
    const limiter = createRateLimiter({ clock, maxConcurrent: 8, random: () => 0.5 });
    assert.ok(limiter.pauseFor(0) > 500);
    assert.ok(limiter.pauseFor(-3) > 500);
  });
});
