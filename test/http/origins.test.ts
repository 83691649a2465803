import assert from 'node:assert/strict';
import type { RefusalReader } from '../../src/http/answer.js';
import { clientCredentials } from '../../src/http/token-request.js';
import { apiFor, factsOf, SECRET, TOKEN, wireErrorOf } from './api-under-test.js';
import { sendJson, withServer, type Handler } from './tiny-server.js';

const grant = { access_token: `${TOKEN}1`, token_type: 'bearer', expires_in: 3600 };
const noScopes = { scopes: [], tokenRequest: clientCredentials('basic') } as const;

describe('a login of its own', () => {
  it('is told the client by HTTP Basic, and the API only the token', async () => {
    const login: Handler = (_seen, response) => sendJson(response, 200, grant);
    const answer: Handler = (_seen, response) => sendJson(response, 200, { ok: true });
    await withServer(login, async (loginServer) => {
      await withServer(answer, async (server) => {
        const api = apiFor(server.url, { ...noScopes, loginUrl: loginServer.url });
        assert.deepEqual((await api.send({ method: 'GET', path: '/x' })).body, { ok: true });
        const basic = Buffer.from(`client-a:${SECRET}`).toString('base64');
        assert.deepEqual(
          loginServer.seen.map(({ path, headers, text }) => [path, headers.authorization, text]),
          [['/oauth/token', `Basic ${basic}`, 'grant_type=client_credentials']],
        );
        assert.deepEqual(
          server.seen.map(({ path, headers }) => [path, headers.authorization]),
          [['/x', `Bearer ${TOKEN}1`]],
        );
      });
    });
  });

  it('that refuses for too many requests is no refusal of the client', async () => {
    const refusalOf: RefusalReader = (status, { error_description: text }) =>
      status === 400 && typeof text === 'string' && text.includes('rate limit')
        ? 'rateLimited'
        : null;
    const description = `rate limit exceeded for ${SECRET}`;
    const body = { error: 'invalid_request', error_description: description };
    const login: Handler = (_seen, response) => sendJson(response, 400, body);
    await withServer(login, async ({ url }) => {
      const api = apiFor(url, { ...noScopes, refusalOf });
      const error = await wireErrorOf(api.send({ method: 'GET', path: '/x' }));
      assert.equal(error.facts.kind, 'rateLimited');
      assert.doesNotMatch(JSON.stringify([error.message, error.facts]), /rate limit|hush/);
      const strict = apiFor(url, noScopes);
      assert.equal(
        (await factsOf(strict.send({ method: 'GET', path: '/x' }))).kind,
        'unauthorized',
      );
    });
  });
});

describe('a file by a signed address', () => {
  it('goes there as it is, with the headers that were signed and without the token', async () => {
    const store: Handler = (_seen, response) => {
      response.writeHead(200);
      response.end();
    };
    await withServer(store, async (server) => {
      const api = apiFor('http://127.0.0.1:1', noScopes);
      const url = `${server.url}/bucket/a%20b?X-Signature=a%2Fb+c&X-Date=1`;
      const headers = { 'x-amz-meta-job': '7' };
      assert.equal(await api.transfer({ method: 'PUT', url, headers, text: 'name: ü' }), '');
      const [seen] = server.seen;
      assert.equal(seen?.path, '/bucket/a%20b?X-Signature=a%2Fb+c&X-Date=1');
      assert.equal(seen?.text, 'name: ü');
      assert.equal(seen?.headers['x-amz-meta-job'], '7');
      assert.equal(seen?.headers.authorization, undefined);
    });
  });

  it('that is refused may go with a new signature', async () => {
    const store: Handler = (_seen, response) => {
      response.writeHead(403);
      response.end('<Error/>');
    };
    await withServer(store, async (server) => {
      const api = apiFor(server.url, noScopes);
      const facts = await factsOf(api.transfer({ method: 'GET', url: `${server.url}/x` }));
      assert.deepEqual([facts.kind, facts.status], ['unavailable', 403]);
    });
  });

  it('is not sent in the clear where the API is not', async () => {
    const store: Handler = (_seen, response) => sendJson(response, 200, {});
    await withServer(store, async (server) => {
      const api = apiFor('https://api.example.com', noScopes);
      const url = `${server.url}/x`;
      assert.equal((await factsOf(api.transfer({ method: 'GET', url }))).kind, 'malformed');
      assert.deepEqual(server.seen, []);
    });
  });
});
