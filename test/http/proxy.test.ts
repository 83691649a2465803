import assert from 'node:assert/strict';
import { authoritiesWith } from '../../src/http/authorities.js';
import type { Network } from '../../src/http/network.js';
import { createProxyChoice } from '../../src/http/proxy-choice.js';
import { apiFor, SECRET, wireErrorOf, withApi } from './api-under-test.js';
import { withProxy } from './proxy-server.js';
import { sendJson } from './tiny-server.js';
import { certificateFile, withTlsServer } from './tls-server.js';

const get = { method: 'GET', path: '/thing' } as const;
const caFile = { path: certificateFile('ca.pem'), variable: 'ROLLCALL_CA_FILE' };
const nothing = { https: null, http: null, none: null };

function networkBy(settings: Partial<typeof nothing> | Record<string, string>): Network {
  return {
    proxyFor: createProxyChoice({ ...nothing, ...settings }),
    authorities: authoritiesWith([caFile]),
  };
}

describe('proxy', () => {
  it('carries TLS from here to the platform, and sees neither token nor secret', async () => {
    await withTlsServer(async ({ url, port, paths }) => {
      await withProxy(async (proxy) => {
        const https = proxy.url.replace('http://', 'http://user:pass%20word@');
        await apiFor(url, { network: networkBy({ https }) }).send(get);
        assert.deepEqual(paths, ['/oauth/token', '/thing']);
        const authorization = `Basic ${Buffer.from('user:pass word').toString('base64')}`;
        assert.deepEqual(proxy.tunnels[0], { target: `localhost:${port}`, authorization });
        assert.ok(proxy.seen().length > 500);
        assert.ok(!proxy.seen().includes(SECRET));
        assert.ok(!proxy.seen().includes('oauth'));
      });
    });
  });

  it('does not make a wrong certificate right', async () => {
    await withTlsServer(
      async ({ url, paths }) => {
        await withProxy(async (proxy) => {
          const network = networkBy({ https: proxy.url });
          const error = await wireErrorOf(apiFor(url, { network }).send(get));
          assert.match(error.message, /ERR_TLS_CERT_ALTNAME_INVALID/);
          assert.equal(proxy.tunnels.length, 1);
          assert.deepEqual(paths, []);
        });
      },
      { name: 'elsewhere' },
    );
  });

  it('carries plain HTTP where HTTP_PROXY says so', async () => {
    await withProxy(async (proxy) => {
      const network = networkBy({ http: proxy.url });
      await withApi(
        (_, response) => sendJson(response, 200, { a: 1 }),
        async (api) => assert.deepEqual((await api.send(get)).body, { a: 1 }),
        { network },
      );
      assert.ok(proxy.tunnels.length > 0);
    });
  });

  it('is left out for hosts in NO_PROXY', async () => {
    await withTlsServer(async ({ url, paths }) => {
      await withProxy(async (proxy) => {
        const network = networkBy({ https: proxy.url, none: 'example.com, localhost' });
        await apiFor(url, { network }).send(get);
        assert.deepEqual(paths, ['/oauth/token', '/thing']);
        assert.deepEqual(proxy.tunnels, []);
      });
    });
  });

  it('that refuses, or is not there, is told of without its credentials', async () => {
    await withProxy(async (proxy) => {
      const https = proxy.url.replace('http://', 'http://user:hidden@');
      const network = networkBy({ https });
      const error = await wireErrorOf(apiFor('https://localhost:9', { network }).send(get));
      assert.equal(error.facts.kind, 'noAnswer');
      assert.match(error.message, /the proxy answered 407/);
      assert.ok(!error.message.includes('hidden'));
    }, 407);
    const network = networkBy({ https: 'http://user:hidden@127.0.0.1:1' });
    const error = await wireErrorOf(apiFor('https://localhost:9', { network }).send(get));
    assert.match(error.message, /ECONNREFUSED/);
    assert.ok(!error.message.includes('hidden'));
  });
});

describe('choice of a proxy', () => {
  const https = 'http://secure.test:3128';
  const http = 'http://plain.test:3128';
  const chosen = (url: string, none: string | null = null): string | undefined =>
    createProxyChoice({ https, http, none })(new URL(url))?.host;

  it('goes by the scheme of the platform', () => {
    assert.equal(chosen('https://api.test'), 'secure.test:3128');
    assert.equal(chosen('http://api.test'), 'plain.test:3128');
    assert.equal(createProxyChoice(nothing)(new URL('https://api.test')), null);
  });

  for (const [none, url, isDirect] of [
    ['api.test', 'https://api.test', true],
    ['api.test', 'https://eu.API.test', true],
    ['.api.test', 'https://eu.api.test', true],
    ['*.api.test', 'https://eu.api.test', true],
    ['pi.test', 'https://api.test', false],
    ['api.test:8443', 'https://api.test:8443', true],
    ['api.test:8443', 'https://api.test', false],
    ['api.test:443', 'https://api.test', true],
    ['other.test,, api.test', 'https://api.test', true],
    ['*', 'https://api.test', true],
    ['', 'https://api.test', false],
  ] as const) {
    it(`${isDirect ? 'leaves it out' : 'keeps it'} for ${url} with NO_PROXY="${none}"`, () => {
      assert.equal(chosen(url, none) === undefined, isDirect);
    });
  }

  it('refuses what is no http(s) URL, and does not repeat it', () => {
    for (const bad of ['proxy.test:3128', 'socks5://user:hidden@proxy.test'])
      assert.throws(
        () => createProxyChoice({ ...nothing, https: bad }),
        (error: Error) =>
          error.message.startsWith('HTTPS_PROXY must be') && !error.message.includes('hidden'),
      );
  });

  it('refuses a password that cannot be decoded before any org needs it', () => {
    assert.throws(
      () => createProxyChoice({ ...nothing, https: 'http://user:hidden%zz@proxy.test:3128' }),
      (error: Error) => /HTTPS_PROXY .* %25/.test(error.message) && !/hidden/.test(error.message),
    );
  });
});
