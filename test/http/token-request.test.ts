import assert from 'node:assert/strict';
import type { WireExchange } from '../../src/http/observer.js';
import {
  basicHeader,
  isSame,
  secretsOf,
  type OAuthClient,
  type TokenRequestOf,
} from '../../src/http/token-request.js';
import { apiFor, SECRET, wireErrorOf } from './api-under-test.js';
import { sendJson, withServer } from './tiny-server.js';

const get = { method: 'GET', path: '/thing' } as const;
const application = { id: 'console', secret: 'hush-application' };
const client: OAuthClient = { clientId: 'client-a', clientSecret: SECRET, application };

describe('a dialect’s own way of asking for tokens', () => {
  it('has its own path, headers and body, and is a token’s request to whoever watches', async () => {
    const tokenRequest: TokenRequestOf = ({ clientId, clientSecret }) => ({
      path: `/keys/${SECRET}`,
      headers: basicHeader(application.id, application.secret),
      json: { id: clientId, key: clientSecret },
    });
    const seenBy: WireExchange[] = [];
    const observer = {
      exchangeEnded: (one: WireExchange) => void seenBy.push(one),
      waited: () => undefined,
    };
    await withServer(
      ({ path }, response) =>
        sendJson(
          response,
          200,
          path === '/thing' ? {} : { access_token: 'token-1', expires_in: 60 },
        ),
      async ({ url, seen }) => {
        await apiFor(url, { scopes: [], tokenRequest, observer }).send(get);
        const [asked] = seen;
        assert.deepEqual(JSON.parse(asked?.text ?? ''), { id: 'client-a', key: SECRET });
        const basic = Buffer.from('console:hush-application').toString('base64');
        assert.equal(asked?.headers.authorization, `Basic ${basic}`);
        assert.deepEqual(
          seenBy.map(({ purpose, route }) => [purpose, route.template.includes(SECRET)]),
          [
            ['token', false],
            ['api', false],
          ],
        );
      },
    );
  });

  it('may object to a grant, which is then used for nothing', async () => {
    await withServer(
      (_, response) => sendJson(response, 200, { access_token: 'token-1', expires_in: 60 }),
      async ({ url, seen }) => {
        const api = apiFor(url, { scopes: [], objectionTo: () => 'It is another org’s.' });
        const { message, facts } = await wireErrorOf(api.send(get));
        assert.deepEqual([message, facts.kind], ['It is another org’s.', 'unauthorized']);
        assert.ok(seen.every(({ path }) => path !== '/thing'));
      },
    );
  });
});

describe('credentials', () => {
  it('are the same where all of them are', () => {
    assert.ok(isSame(client, { ...client, application: { ...application } }));
    assert.ok(!isSame(client, { ...client, application: { ...application, secret: 'new' } }));
    assert.ok(!isSame(client, { clientId: 'client-a', clientSecret: SECRET }));
  });

  it('hold an application’s secret as well', () => {
    assert.deepEqual(secretsOf(client), [SECRET, 'hush-application']);
  });
});
