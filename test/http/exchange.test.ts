import assert from 'node:assert/strict';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { createExchange } from '../../src/http/exchange.js';
import { factsOf, withApi, wireErrorOf } from './api-under-test.js';
import { sendJson, withServer } from './tiny-server.js';

function pack(encoding: 'gzip' | 'br', plain: Buffer): Buffer {
  return encoding === 'gzip'
    ? gzipSync(plain, { level: 1 })
    : brotliCompressSync(plain, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } });
}

const get = { method: 'GET', path: '/thing' } as const;

describe('exchange', () => {
  it('calls an answer that is cut off malformed when HTTP ends well', async () => {
    await withApi(
      (_, response) => response.end('{"a": [1, 2'),
      async (api) => assert.equal((await factsOf(api.send(get))).kind, 'malformed'),
    );
  });

  it('calls a connection that breaks in mid-answer no answer', async () => {
    await withApi(
      (_, response) => {
        response.writeHead(200, { 'content-length': '1000' });
        response.write('{"a": [1, 2');
        setTimeout(() => response.destroy(), 20);
      },
      async (api) => assert.equal((await factsOf(api.send(get))).kind, 'noAnswer'),
    );
  });

  it('stops reading an answer that is too large', async () => {
    let sent = 0;
    await withApi(
      (_, response) => {
        const chunk = Buffer.alloc(1024 * 1024, 'x');
        const feed = (): void => {
          while (sent < 64 && !response.destroyed) {
            sent += 1;
            if (!response.write(chunk)) return void response.once('drain', feed);
          }
          response.end();
        };
        feed();
      },
      async (api) => {
        const error = await wireErrorOf(api.send(get));
        assert.equal(error.facts.kind, 'malformed');
        assert.match(error.message, /too large/);
        assert.ok(sent < 40, `${sent} MiB were sent`);
      },
    );
  });

  for (const encoding of ['gzip', 'br'] as const)
    it(`stops unpacking a small answer that is huge (${encoding})`, async () => {
      const packed = pack(encoding, Buffer.alloc(192 * 1024 * 1024));
      assert.ok(packed.length < 1024 * 1024);
      await withApi(
        (_, response) => {
          response.writeHead(200, {
            'content-encoding': encoding,
            'content-length': packed.length,
          });
          response.end(packed);
        },
        async (api) => {
          const before = process.memoryUsage().rss;
          const error = await wireErrorOf(api.send(get));
          assert.equal(error.facts.kind, 'malformed');
          assert.match(error.message, /too large/);
          const grownMiB = (process.memoryUsage().rss - before) / 1024 / 1024;
          assert.ok(grownMiB < 128, `${grownMiB} MiB`);
        },
        { requestTimeoutMs: 20_000 },
      );
    });

  it('does not wait for an answer that trickles in', async () => {
    await withApi(
      (_, response) => {
        response.writeHead(200);
        const timer = setInterval(() => response.write(' '), 20);
        response.once('close', () => clearInterval(timer));
      },
      async (api) => {
        const error = await wireErrorOf(api.send(get));
        assert.equal(error.facts.kind, 'noAnswer');
        assert.match(error.message, /timed out \(request\)/);
      },
      { requestTimeoutMs: 300 },
    );
  });

  it('calls a slow answer no answer', async () => {
    await withApi(
      (_, response) => void setTimeout(() => sendJson(response, 200, {}), 1_000).unref(),
      async (api) => {
        const error = await wireErrorOf(api.send(get));
        assert.equal(error.facts.kind, 'noAnswer');
        assert.match(error.message, /timed out/);
      },
      { requestTimeoutMs: 200 },
    );
  });

  it('cancels a request under way', async () => {
    await withApi(
      () => {},
      async (api) => {
        const stop = new AbortController();
        setTimeout(() => stop.abort(), 100);
        const facts = await factsOf(api.send({ ...get, signal: stop.signal }));
        assert.equal(facts.kind, 'cancelled');
      },
    );
  });

  it('waits for the answer to a write under way: given up, it could land behind a rollback', async () => {
    const stop = new AbortController();
    await withApi(
      (_, response) => {
        stop.abort();
        setTimeout(() => sendJson(response, 200, { landed: true }), 100);
      },
      async (api) => {
        const write = { method: 'PATCH', path: '/thing', json: {}, signal: stop.signal } as const;
        assert.deepEqual((await api.send(write)).body, { landed: true });
      },
    );
  });

  it('sends nothing once cancelled', async () => {
    await withApi(
      (_, response) => sendJson(response, 200, {}),
      async (api, server) => {
        const facts = await factsOf(api.send({ ...get, signal: AbortSignal.abort() }));
        assert.equal(facts.kind, 'cancelled');
        assert.ok(!server.seen.some((one) => one.path === '/thing'));
      },
    );
  });

  it('calls a refused connection no answer', async () => {
    let url = '';
    await withServer(
      () => {},
      async (server) => void (url = server.url),
    );
    const exchange = createExchange({ org: 'org_a', baseUrl: url, requestTimeoutMs: 1_000 });
    const error = await wireErrorOf(exchange(get));
    assert.equal(error.facts.kind, 'noAnswer');
    assert.match(error.message, /ECONNREFUSED/);
  });

  it('keeps to its base URL', async () => {
    await withServer(
      (_, response) => sendJson(response, 200, {}),
      async ({ url, seen }) => {
        const exchange = createExchange({
          org: 'org_a',
          baseUrl: `${url}/base/`,
          requestTimeoutMs: 1_000,
        });
        for (const path of ['/a/../b', '/a/%2e%2E/b', 'http://elsewhere.test/a']) {
          assert.equal((await factsOf(exchange({ method: 'GET', path }))).kind, 'rejected');
        }
        await exchange({ method: 'GET', path: '//elsewhere.test/a' });
        assert.deepEqual(
          seen.map((one) => one.path),
          ['/base//elsewhere.test/a'],
        );
      },
    );
  });

  for (const baseUrl of ['https://u:p@host.test', 'https://:p@host.test', 'https://host.test/#a'])
    it(`refuses the base URL ${baseUrl}`, () => {
      assert.throws(
        () => createExchange({ org: 'org_a', baseUrl, requestTimeoutMs: 1 }),
        /base URL of org_a/,
      );
    });
});
