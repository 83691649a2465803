import assert from 'node:assert/strict';
import { createAddress, type Locate } from '../../src/http/address.js';
import { malformed } from '../../src/http/answer.js';
import { apiFor, factsOf } from './api-under-test.js';
import { sendJson, withServer, type Handler } from './tiny-server.js';

const noScopes = { scopes: [] } as const;
const get = { method: 'GET', path: '/thing' } as const;

/** Reads the address from `/where`. */
const locate: Locate = async (ask) => {
  const path = '/where';
  const answer = await ask({ path, query: { tenant: 'a b' } });
  if (typeof answer === 'string') return answer;
  throw malformed({ org: 'org_a', method: 'GET', path }, 'names no address');
};

/** A base that gives tokens, and tells by `tell` where the API is. */
function base(tell: Handler): Handler {
  return (seen, response, count) => {
    if (seen.path === '/oauth/token')
      return sendJson(response, 200, { access_token: 'token-1', expires_in: 60 });
    tell(seen, response, count);
  };
}

describe('an API whose address is asked for', () => {
  it('is asked for once, without the token, and gets the token itself', async () => {
    await withServer(
      (_, response) => sendJson(response, 200, { ok: true }),
      async (api) => {
        await withServer(
          base((_, response) => sendJson(response, 200, `${api.url}/tenant`)),
          async (home) => {
            const client = apiFor(home.url, { ...noScopes, locate });
            assert.deepEqual((await client.send(get)).body, { ok: true });
            await client.send(get);
            const asked = home.seen.filter(({ path }) => path.startsWith('/where'));
            assert.deepEqual(
              asked.map(({ path, headers }) => [path, headers.authorization]),
              [['/where?tenant=a+b', undefined]],
            );
            assert.deepEqual(
              api.seen.map(({ path, headers }) => [path, headers.authorization]),
              Array.from({ length: 2 }, () => ['/tenant/thing', 'Bearer token-1']),
            );
          },
        );
      },
    );
  });

  it('says what was wrong where nobody tells, and sends nothing', async () => {
    await withServer(
      base((_, response) => sendJson(response, 503, {})),
      async ({ url, seen }) => {
        const client = apiFor(url, { ...noScopes, locate });
        const { kind, path } = await factsOf(client.send(get));
        assert.deepEqual([kind, path], ['unavailable', '/where']);
        assert.ok(seen.every((one) => one.path !== '/thing'));
      },
    );
  });

  it('gets no token in the clear where the base is not', async () => {
    const elsewhere: Locate = async () => 'http://127.0.0.1:9';
    const client = apiFor('https://127.0.0.1:9', { ...noScopes, locate: elsewhere });
    assert.equal(await client.address(), 'http://127.0.0.1:9');
    await withServer(
      (_, response) => sendJson(response, 200, { access_token: 'token-1', expires_in: 60 }),
      async ({ url }) => {
        const credentialsAt = { loginUrl: url, locate: elsewhere, ...noScopes };
        const insecure = apiFor('https://127.0.0.1:9', credentialsAt);
        assert.equal((await factsOf(insecure.send(get))).kind, 'malformed');
      },
    );
  });
});

describe('an address', () => {
  it('is asked for by one caller for all, and again after an hour', async () => {
    let nowMs = 0;
    const told = ['one', 'two'];
    const address = createAddress(
      async () => told.shift() ?? assert.fail('asked too often'),
      () => nowMs,
    );
    assert.deepEqual(await Promise.all([address(), address()]), ['one', 'one']);
    nowMs = 3_599_999;
    assert.equal(await address(), 'one');
    nowMs = 3_600_000;
    assert.equal(await address(), 'two');
  });

  it('is believed on while nobody tells a newer one; without any there is none', async () => {
    let nowMs = 0;
    let isAway = true;
    const address = createAddress(
      async () => {
        if (isAway) throw new Error('away');
        return 'one';
      },
      () => nowMs,
    );
    await assert.rejects(address(), /away/);
    isAway = false;
    assert.equal(await address(), 'one');
    [nowMs, isAway] = [9_000_000, true];
    assert.equal(await address(), 'one');
  });

  it('is asked for anew where it is in doubt, once in ten seconds', async () => {
    let nowMs = 0;
    let asked = 0;
    const address = createAddress(
      async () => String((asked += 1)),
      () => nowMs,
    );
    address.doubt();
    assert.equal(await address(), '1');
    address.doubt();
    assert.equal(await address(), '2');
    nowMs = 9_999;
    address.doubt();
    assert.equal(await address(), '2');
    nowMs = 10_000;
    address.doubt();
    assert.equal(await address(), '3');
    assert.equal(await address(), '3');
  });

  it('that was in doubt is believed on while nobody tells another, who is not asked each time', async () => {
    let nowMs = 0;
    let asked = 0;
    const address = createAddress(
      async () => {
        asked += 1;
        if (asked > 1) throw new Error('away');
        return 'one';
      },
      () => nowMs,
    );
    await address();
    address.doubt();
    for (const at of [0, 5_000, 9_999]) {
      nowMs = at;
      assert.equal(await address(), 'one');
    }
    assert.equal(asked, 2);
    nowMs = 10_000;
    await address();
    assert.equal(asked, 3);
  });
});
