import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import type { WireError } from '../../src/http/errors.js';
import type { ApiClientOptions } from '../../src/http/client.js';
import { apiFor, SECRET, TOKEN, withApi, wireErrorOf } from './api-under-test.js';
import { sendJson, withServer, type Handler } from './tiny-server.js';

const write = { method: 'PATCH', path: '/thing', json: { a: 1 }, ifMatch: '"v1"' } as const;

function assertClean(error: WireError): void {
  const everything = inspect(error, { depth: 10, showHidden: true });
  assert.ok(!everything.includes(TOKEN), everything);
  assert.ok(!everything.includes(SECRET), everything);
  assert.equal(error.cause, undefined);
}

/** Every body and header echoes the bearer, as a careless gateway would. */
function echo(status: number): Handler {
  return (seen, response) => {
    const bearer = (seen.headers.authorization ?? '').slice('Bearer '.length);
    const body = { message: bearer, code: bearer, contextId: `ctx-${bearer}`, error: bearer };
    sendJson(response, status, body, { location: `/${bearer}`, 'x-echo': bearer });
  };
}

describe('errors that leave the wire', () => {
  for (const status of [302, 400, 401, 403, 404, 409, 412, 429, 500]) {
    it(`hold neither token nor secret after a ${status}`, async () => {
      await withApi(echo(status), async (api) => {
        const error = await wireErrorOf(api.send(write));
        assert.equal(error.facts.status, status);
        assertClean(error);
      });
    });
  }

  const cases: [string, Handler, Partial<ApiClientOptions>][] = [
    ['a timeout', () => {}, { requestTimeoutMs: 100 }],
    ['a broken connection', (_, response) => void response.destroy(), {}],
    ['an answer that is not JSON', (seen, r) => void r.end(seen.headers.authorization), {}],
    [
      'a bad encoding',
      (_, r) => void r.writeHead(200, { 'content-encoding': 'gzip' }).end('x'),
      {},
    ],
    ['too large an answer', (_, response) => void response.end('x'.repeat(9 * 1024 * 1024)), {}],
  ];
  for (const [name, handler, options] of cases) {
    it(`hold neither token nor secret after ${name}`, async () => {
      await withApi(
        handler,
        async (api) => assertClean(await wireErrorOf(api.send(write))),
        options,
      );
    });
  }

  it('hold neither token nor secret when cancelled or past the deadline', async () => {
    await withApi(
      () => {},
      async (api) => {
        const stop = new AbortController();
        setTimeout(() => stop.abort(), 50);
        assertClean(await wireErrorOf(api.send({ ...write, signal: stop.signal })));
        assertClean(await wireErrorOf(api.send({ ...write, deadlineMs: Date.now() })));
      },
    );
  });

  for (const status of [400, 401, 404, 429, 503]) {
    it(`hold no secret when the token endpoint answers ${status} and echoes it`, async () => {
      await withServer(
        (seen, response) => {
          const secret = new URLSearchParams(seen.text).get('client_secret');
          sendJson(response, status, { error: secret, error_description: seen.text });
        },
        async ({ url }) => {
          const error = await wireErrorOf(apiFor(url).send(write));
          const expected = { 429: 'rateLimited', 503: 'unavailable' }[status] ?? 'unauthorized';
          assert.equal(error.facts.kind, expected);
          assertClean(error);
        },
      );
    });
  }

  it('hold no secret when the token endpoint cannot be reached', async () => {
    const error = await wireErrorOf(apiFor('http://127.0.0.1:1').send(write));
    assert.equal(error.facts.kind, 'noAnswer');
    assertClean(error);
  });
});
