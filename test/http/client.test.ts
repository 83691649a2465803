import assert from 'node:assert/strict';
import { factsOf, TOKEN, withApi } from './api-under-test.js';
import { sendJson } from './tiny-server.js';

const get = { method: 'GET', path: '/thing' } as const;
const patch = { method: 'PATCH', path: '/thing', json: { a: 1 }, ifMatch: '"v1"' } as const;

describe('API client', () => {
  it('puts the token on and hands back body and ETag', async () => {
    await withApi(
      (_, response) => sendJson(response, 200, { a: 1 }, { etag: '"v1"' }),
      async (api, server) => {
        assert.deepEqual(await api.send(get), { body: { a: 1 }, etag: '"v1"' });
        const [token, call] = server.seen;
        assert.equal(
          token?.text,
          'client_id=client-a&client_secret=hush-hush-secret&grant_type=client_credentials&scope=a+b',
        );
        assert.equal(call?.headers.authorization, `Bearer ${TOKEN}1`);
      },
    );
  });

  it('refreshes the token once after a 401 and repeats a write with the same If-Match', async () => {
    await withApi(
      (_, response, count) => sendJson(response, count === 1 ? 401 : 200, {}),
      async (api, server) => {
        await api.send(patch);
        const writes = server.seen.filter((one) => one.method === 'PATCH');
        assert.deepEqual(
          writes.map((one) => [one.headers.authorization, one.headers['if-match'], one.text]),
          [
            [`Bearer ${TOKEN}1`, '"v1"', '{"a":1}'],
            [`Bearer ${TOKEN}2`, '"v1"', '{"a":1}'],
          ],
        );
      },
    );
  });

  it('gives up at the second 401', async () => {
    await withApi(
      (_, response) => sendJson(response, 401, { code: 'bad.credentials' }),
      async (api, server) => {
        const facts = await factsOf(api.send(get));
        assert.equal(facts.kind, 'unauthorized');
        assert.equal(facts.code, 'bad.credentials');
        assert.equal(server.seen.length, 4);
      },
    );
  });

  it('refreshes once for many requests that were refused together', async () => {
    await withApi(
      (seen, response) => {
        const fresh = seen.headers.authorization === `Bearer ${TOKEN}2`;
        sendJson(response, fresh ? 200 : 401, {});
      },
      async (api, server) => {
        await Promise.all([api.send(get), api.send(get), api.send(get)]);
        assert.equal(server.seen.filter((one) => one.path === '/oauth/token').length, 2);
      },
    );
  });

  it('does not follow a redirect, so the token stays at home', async () => {
    await withApi(
      (seen, response) => {
        if (seen.path === '/elsewhere') return sendJson(response, 200, {});
        response.writeHead(302, { location: '/elsewhere' });
        response.end();
      },
      async (api, server) => {
        const facts = await factsOf(api.send(get));
        assert.equal(facts.kind, 'malformed');
        assert.equal(facts.status, 302);
        assert.ok(!server.seen.some((one) => one.path === '/elsewhere'));
      },
    );
  });

  it('says 429 with the wall milliseconds to wait, and sends nothing again by itself', async () => {
    await withApi(
      (_, response) => sendJson(response, 429, {}, { 'retry-after': '7' }),
      async (api, server) => {
        const facts = await factsOf(api.send(get));
        assert.equal(facts.kind, 'rateLimited');
        assert.equal(facts.retryAfterMs, 7_000);
        assert.equal(server.seen.length, 2);
      },
    );
  });

  for (const header of ['86400', '1'.repeat(400), 'Fri, 31 Dec 9999 23:59:59 GMT'])
    for (const place of ['/thing', '/login'])
      it(`believes no Retry-After of ${header.slice(0, 30)} (${place})`, async () => {
        await withApi(
          (seen, response) =>
            seen.path === place
              ? sendJson(response, 429, {}, { 'retry-after': header })
              : sendJson(response, 200, {}),
          async (api) => {
            const facts = await factsOf(api.send(get));
            assert.equal(facts.kind, 'rateLimited');
            assert.ok((facts.retryAfterMs ?? Infinity) <= 15 * 60_000, `${facts.retryAfterMs}`);
          },
          place === '/login' ? { tokenPath: place } : {},
        );
      });

  it('after a 429 refuses what would have to wait past its deadline', async () => {
    await withApi(
      (_, response) => sendJson(response, 429, {}, { 'retry-after': '7' }),
      async (api, server) => {
        await factsOf(api.send(get));
        const facts = await factsOf(api.send({ ...get, deadlineMs: Date.now() + 3_000 }));
        assert.equal(facts.kind, 'rateLimited');
        assert.ok((facts.retryAfterMs ?? 0) > 6_000);
        assert.equal(server.seen.length, 2);
      },
    );
  });

  const statuses = [
    [400, 'rejected'],
    [403, 'forbidden'],
    [404, 'notFound'],
    [409, 'conflict'],
    [412, 'preconditionFailed'],
    [428, 'rejected'],
    [500, 'unavailable'],
    [504, 'unavailable'],
  ] as const;
  for (const [status, kind] of statuses) {
    it(`calls a ${status} ${kind} and never repeats it`, async () => {
      await withApi(
        (_, response) => sendJson(response, status, { code: 'some.code', contextId: 'ctx-1' }),
        async (api, server) => {
          assert.deepEqual(await factsOf(api.send(get)), {
            kind,
            org: 'org_a',
            method: 'GET',
            path: '/thing',
            status,
            code: 'some.code',
            contextId: 'ctx-1',
          });
          assert.equal(server.seen.length, 2);
        },
      );
    });
  }

  it("does not take a proxy's 404 page for a missing resource", async () => {
    await withApi(
      (_, response) => {
        response.writeHead(404);
        response.end('<html>not here</html>');
      },
      async (api) => assert.equal((await factsOf(api.send(get))).kind, 'malformed'),
    );
  });

  it('starts no write that might outlive its deadline, yet still reads', async () => {
    await withApi(
      (_, response) => sendJson(response, 200, {}),
      async (api, server) => {
        const deadlineMs = Date.now() + 1_000;
        assert.equal((await factsOf(api.send({ ...patch, deadlineMs }))).kind, 'deadline');
        await api.send({ ...get, deadlineMs });
        assert.ok(!server.seen.some((one) => one.method === 'PATCH'));
      },
    );
  });

  it('counts what is left by the headers of the answers', async () => {
    const reset = String(Math.floor(Date.now() / 1000) + 30);
    const headers = {
      'x-ratelimit-limit': '1000',
      'x-ratelimit-remaining': '9',
      'x-ratelimit-reset': reset,
    };
    await withApi(
      (_, response) => sendJson(response, 200, {}, headers),
      async (api) => {
        await api.send(get);
        const stop = new AbortController();
        const waiting = api.send({ ...get, signal: stop.signal });
        setTimeout(() => stop.abort(), 50);
        assert.equal((await factsOf(waiting)).kind, 'cancelled');
      },
    );
  });
});
