import assert from 'node:assert/strict';
import { createLocalBudget, type LocalBudget } from '../../src/http/local-budget.js';
import { apiFor, factsOf } from './api-under-test.js';
import { sendJson, withServer } from './tiny-server.js';

const MINUTE_MS = 60_000;

function spend(budget: LocalBudget, statuses: readonly number[], atMs: number): number[] {
  return statuses.map((status) => budget.spent(status, atMs).remaining);
}

describe('a budget of requests that no header tells', () => {
  it('lasts for a minute of the platform’s', () => {
    const budget = createLocalBudget(100);
    assert.deepEqual(spend(budget, [200, 404, 503], 5_000), [99, 98, 97]);
    assert.deepEqual(budget.spent(200, MINUTE_MS), {
      limit: 100,
      remaining: 99,
      resetAtMs: 2 * MINUTE_MS,
    });
  });

  it('is halved by a refusal, once a minute, and comes back by and by', () => {
    const budget = createLocalBudget(200);
    assert.deepEqual(spend(budget, [200, 429, 429], 0), [199, 98, 97]);
    const limits = [1, 2, 3].map((minute) => budget.spent(200, minute * MINUTE_MS).limit);
    assert.deepEqual(limits, [100, 120, 140]);
    for (let minute = 4; minute < 20; minute += 1) budget.spent(200, minute * MINUTE_MS);
    assert.equal(budget.spent(200, 20 * MINUTE_MS).limit, 200);
  });

  it('never comes down to nothing', () => {
    const budget = createLocalBudget(100);
    for (let minute = 0; minute < 10; minute += 1) budget.spent(429, minute * MINUTE_MS);
    assert.equal(budget.spent(200, 10 * MINUTE_MS).limit, 30);
  });

  it('holds a client back when it is spent', async () => {
    // A date that stands still: the minute does not end.
    const date = new Date(30_000).toUTCString();
    await withServer(
      ({ path }, response) =>
        sendJson(
          response,
          200,
          path === '/oauth/token' ? { access_token: 'token-1', expires_in: 60 } : {},
          { date },
        ),
      async ({ url, seen }) => {
        const api = apiFor(url, { scopes: [], budget: createLocalBudget(40) });
        const get = { method: 'GET', path: '/thing', longestWaitMs: 0 } as const;
        const sent = async (): Promise<boolean> =>
          api.send(get).then(
            () => true,
            () => false,
          );
        while (await sent());
        const { kind, retryAfterMs = 0 } = await factsOf(api.send(get));
        assert.deepEqual([kind, retryAfterMs > 0], ['rateLimited', true]);
        assert.equal(seen.filter(({ path }) => path === '/thing').length, 31);
      },
    );
  });
});
