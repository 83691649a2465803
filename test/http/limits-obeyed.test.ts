import assert from 'node:assert/strict';
import type { WireExchange } from '../../src/http/observer.js';
import { RATE_LIMIT_DIALECTS } from '../../src/http/rate-limit-dialects.js';
import { factsOf, withApi } from './api-under-test.js';
import { sendJson } from './tiny-server.js';

const get = { method: 'GET', path: '/thing' } as const;

/** A platform with windows of a second, in which it answers so many requests; with how many it had to refuse. */
function windowed(limit: number): { headers: () => Record<string, string>; refused: () => number } {
  let window = 0;
  let used = 0;
  let refused = 0;
  return {
    refused: () => refused,
    headers: () => {
      const now = Math.floor(Date.now() / 1000);
      if (now !== window) [window, used] = [now, 0];
      used += 1;
      if (used > limit) refused += 1;
      return {
        'x-ratelimit-limit': String(limit),
        'x-ratelimit-remaining': String(Math.max(0, limit - used)),
        'x-ratelimit-reset': String(now + 1),
        date: new Date(now * 1000).toUTCString(),
      };
    },
  };
}

describe('request limits', () => {
  it('are obeyed: nothing goes out while the last answer said that nothing is left', async () => {
    const platform = windowed(15);
    const events: WireExchange[] = [];
    await withApi(
      (_, response) => sendJson(response, 200, {}, platform.headers()),
      async (api) => {
        await Promise.all(Array.from({ length: 60 }, () => api.send(get)));
      },
      {
        observer: { exchangeEnded: (event) => void events.push(event), waited: () => undefined },
        maxConcurrent: 4,
      },
    );
    assert.equal(platform.refused(), 0);
    const sent = events
      .filter(({ purpose }) => purpose === 'api')
      .toSorted((a, b) => a.startedAtMs - b.startedAtMs);
    assert.equal(sent.length, 60);
    const against = sent.filter(({ startedAtMs: at }) =>
      sent.some(
        ({ startedAtMs, durationMs, rateLimits }) =>
          rateLimits?.remaining === 0 && startedAtMs + durationMs < at && at < rateLimits.resetAtMs,
      ),
    );
    assert.deepEqual(against, []);
  });

  it('that ask for a long wait are told to the caller at once, that ask for a short one waited for', async () => {
    const headers = (resetSeconds: number): Record<string, string> => ({
      'x-ratelimit-limit': '100',
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': String(Math.ceil(Date.now() / 1000) + resetSeconds),
    });
    for (const [seconds, expected] of [
      [30, 'rateLimited'],
      [1, 'sent'],
    ] as const) {
      await withApi(
        (_, response) => sendJson(response, 200, {}, headers(seconds)),
        async (api, server) => {
          await api.send(get);
          const second = api.send({ ...get, longestWaitMs: 5_000 });
          if (expected === 'sent') await second;
          else {
            const facts = await factsOf(second);
            assert.equal(facts.kind, 'rateLimited');
            assert.ok((facts.retryAfterMs ?? 0) > 20_000);
          }
          assert.equal(server.seen.length, expected === 'sent' ? 3 : 2);
        },
      );
    }
  });

  it('hold back what is waiting for a token when an answer says that nothing is left', async () => {
    const headers = {
      'x-ratelimit-limit': '100',
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': String(Math.ceil(Date.now() / 1000) + 30),
    };
    let releaseToken: () => void = () => {};
    const secret = new Promise<void>((resolve) => void (releaseToken = resolve));
    let asked = 0;
    await withApi(
      (_, response) => sendJson(response, 200, {}, headers),
      async (api, server) => {
        await api.token(['a']);
        const stop = new AbortController();
        const held = api.send({ ...get, scopes: ['b'], signal: stop.signal });
        await api.send({ ...get, scopes: ['a'] });
        releaseToken();
        await api.token(['b']);
        setTimeout(() => stop.abort(), 50);
        assert.equal((await factsOf(held)).kind, 'cancelled');
        assert.equal(server.seen.filter(({ path }) => path === '/thing').length, 1);
      },
      {
        scopes: ['a'],
        credentials: async () => {
          asked += 1;
          if (asked > 1) await secret;
          return { clientId: 'client-a', clientSecret: 'hush' };
        },
      },
    );
  });

  it('tell whoever watches how long requests waited for them', async () => {
    const waits: { org: string; waitedMs: number; limited: boolean }[] = [];
    const headers = (): Record<string, string> => ({
      'x-ratelimit-limit': '100',
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': String(Math.ceil(Date.now() / 1000) + 1),
    });
    await withApi(
      (_, response) => sendJson(response, 200, {}, headers()),
      async (api) => {
        await api.send(get);
        await api.send(get);
      },
      { observer: { exchangeEnded: () => undefined, waited: (wait) => void waits.push(wait) } },
    );
    const limited = waits.filter((wait) => wait.limited);
    assert.equal(limited.length, 1);
    assert.equal(limited[0]?.org, 'org_a');
    assert.ok((limited[0]?.waitedMs ?? 0) > 0);
  });

  it('are told to whoever watches as the dialect reads them', async () => {
    const events: WireExchange[] = [];
    const headers = {
      'inin-ratelimit-allowed': '300',
      'inin-ratelimit-count': '1',
      'inin-ratelimit-reset': '60',
    };
    await withApi(
      (_, response) => sendJson(response, 200, {}, headers),
      async (api) => void (await api.send(get)),
      {
        rateLimits: RATE_LIMIT_DIALECTS.genesysCloud,
        observer: { exchangeEnded: (event) => void events.push(event), waited: () => undefined },
      },
    );
    const told = events.find(({ purpose }) => purpose === 'api')?.rateLimits;
    assert.equal(told?.limit, 300);
    assert.equal(told.remaining, 299);
  });
});
