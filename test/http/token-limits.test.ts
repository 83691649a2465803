import assert from 'node:assert/strict';
import { factsOf, withApi } from './api-under-test.js';
import { sendJson } from './tiny-server.js';

const get = { method: 'GET', path: '/thing' } as const;
const here = { tokenPath: '/login' };

describe('a token endpoint that throttles', () => {
  it('is left alone for as long as it says, however many ask', async () => {
    await withApi(
      (_, response) => sendJson(response, 429, {}, { 'retry-after': '60' }),
      async (api, { seen }) => {
        const facts = await Promise.all(Array.from({ length: 50 }, () => factsOf(api.send(get))));
        assert.equal(seen.length, 1);
        for (const { kind, retryAfterMs = 0 } of facts) {
          assert.equal(kind, 'rateLimited');
          assert.ok(retryAfterMs > 58_000 && retryAfterMs <= 60_000, `${retryAfterMs}`);
        }
        // Whoever asks for a token itself as well, with other scopes or with none.
        assert.equal((await factsOf(api.token(['c']))).kind, 'rateLimited');
        assert.equal((await factsOf(api.grantedScopes())).kind, 'rateLimited');
        assert.equal(seen.length, 1);
      },
      here,
    );
  });

  it('is backed off from where it does not say how long', async () => {
    await withApi(
      (_, response) => sendJson(response, 429, {}),
      async (api, { seen }) => {
        const { retryAfterMs = 0 } = await factsOf(api.send(get));
        assert.ok(retryAfterMs >= 50 && retryAfterMs <= 1_000, `${retryAfterMs}`);
        await factsOf(api.send(get));
        assert.equal(seen.length, 1);
      },
      here,
    );
  });

  it('is asked again when the wait is over', async () => {
    await withApi(
      ({ path }, response, count) => {
        if (path !== '/login') return sendJson(response, 200, {});
        if (count === 1) return sendJson(response, 429, {}, { 'retry-after': '0.2' });
        sendJson(response, 200, { access_token: 'given', expires_in: 3600, scope: 'a b' });
      },
      async (api) => {
        const { retryAfterMs = 0 } = await factsOf(api.send(get));
        await new Promise((resolve) => setTimeout(resolve, retryAfterMs + 20));
        assert.deepEqual((await api.send(get)).body, {});
      },
      here,
    );
  });
});
