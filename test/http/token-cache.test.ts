import assert from 'node:assert/strict';
import { createPlatformClock } from '../../src/http/platform-clock.js';
import { createTokenCache, type TokenGrant } from '../../src/http/token-cache.js';

function grantOf(token: string, lifetimeMs: number, issuedAtMs = Date.now()): TokenGrant {
  return { token, issuedAtMs, lifetimeMs, scopes: ['a'] };
}

function grants(nowMs: () => number = Date.now): {
  fetch: () => Promise<TokenGrant>;
  count: () => number;
} {
  let count = 0;
  return {
    fetch: async () => {
      count += 1;
      return grantOf(`token-${count}`, 3_600_000, nowMs());
    },
    count: () => count,
  };
}

describe('token cache', () => {
  it('lets a token go at 80 % of its lifetime', async () => {
    let wall = 0;
    const { fetch } = grants(() => wall);
    const cache = createTokenCache(
      fetch,
      createPlatformClock(() => wall),
    );
    assert.equal((await cache.get()).token, 'token-1');
    wall = 0.8 * 3_600_000 - 1;
    assert.equal((await cache.get()).token, 'token-1');
    wall += 1;
    const renewed = await cache.get();
    assert.equal(renewed.token, 'token-2');
    assert.equal(renewed.expiresAtMs, wall + 3_600_000);
  });

  it('counts the lifetime in platform time', async () => {
    let wall = 0;
    const clock = createPlatformClock(() => wall);
    for (; wall <= 5_000; wall += 1_000) clock.observe(new Date(wall * 60).toUTCString());
    const { fetch } = grants(() => clock.nowMs());
    const cache = createTokenCache(fetch, clock);
    await cache.get();
    wall += 47_000;
    assert.equal((await cache.get()).token, 'token-1');
    wall += 2_000;
    assert.equal((await cache.get()).token, 'token-2');
  });

  it('counts it from when the platform issued the token, however far ahead our idea of its time is', async () => {
    let wall = 0;
    const clock = createPlatformClock(() => wall);
    clock.observe(new Date(10_000).toUTCString());
    wall = 60_000;
    const { fetch } = grants(() => 20_000);
    const cache = createTokenCache(fetch, clock);
    assert.equal((await cache.get()).expiresAtMs, 20_000 + 3_600_000);
    // The platform says that it is earlier than the wall made us think.
    clock.observe(new Date(20_000 + 0.8 * 3_600_000 - 1_000).toUTCString());
    assert.equal((await cache.get()).token, 'token-1');
    clock.observe(new Date(20_000 + 0.8 * 3_600_000).toUTCString());
    assert.equal((await cache.get()).token, 'token-2');
  });

  it('fetches once for many waiters', async () => {
    const { fetch, count } = grants();
    const cache = createTokenCache(fetch, createPlatformClock());
    const tokens = await Promise.all(Array.from({ length: 20 }, () => cache.get()));
    assert.equal(count(), 1);
    assert.ok(tokens.every(({ token }) => token === 'token-1'));
  });

  it('fails all waiters together, and tries anew for the next', async () => {
    let count = 0;
    const fetch = async (): Promise<TokenGrant> => {
      count += 1;
      if (count === 1) throw new Error('down');
      return grantOf('token-2', 1_000);
    };
    const cache = createTokenCache(fetch, createPlatformClock());
    const outcomes = await Promise.allSettled([cache.get(), cache.get()]);
    assert.deepEqual(
      outcomes.map(({ status }) => status),
      ['rejected', 'rejected'],
    );
    assert.equal((await cache.get()).token, 'token-2');
  });

  it('lets one waiter give up without taking the fetch from the others', async () => {
    let finish: (grant: TokenGrant) => void = () => {};
    const fetch = (): Promise<TokenGrant> => new Promise((resolve) => void (finish = resolve));
    const cache = createTokenCache(fetch, createPlatformClock());
    const stop = new AbortController();
    const impatient = cache.get(stop.signal);
    const patient = cache.get();
    stop.abort(new Error('enough'));
    await assert.rejects(impatient, /enough/);
    finish(grantOf('token-1', 1_000));
    assert.equal((await patient).token, 'token-1');
  });

  it('forgets only the token that was refused', async () => {
    const { fetch } = grants();
    const cache = createTokenCache(fetch, createPlatformClock());
    await cache.get();
    cache.invalidate('token-0');
    assert.equal((await cache.get()).token, 'token-1');
    cache.invalidate('token-1');
    assert.equal((await cache.get()).token, 'token-2');
  });
});
