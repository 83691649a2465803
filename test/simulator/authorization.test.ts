import assert from 'node:assert/strict';
import { grant, startPlatform, type Platform } from './platform.js';
import { allScopes, sampleWorld } from './sample-world.js';

const eastClient = { client_id: 'east-client', client_secret: 'east-secret' };

describe('simulator: authorization', () => {
  let platform: Platform;
  beforeEach(async () => {
    platform = await startPlatform();
  });
  afterEach(() => platform.close());

  it('grants a token for the scopes asked for', async () => {
    const reply = await grant(platform.url, {
      ...eastClient,
      scope: 'flow:edit organization:read',
    });
    assert.equal(reply.status, 200);
    assert.equal(reply.body.token_type, 'Bearer');
    assert.equal(reply.body.expires_in, 3600);
    assert.equal(reply.body.scope, 'flow:edit organization:read');
  });

  it('grants a token for as long as the client is said to get', async () => {
    const { orgs, ...world } = sampleWorld();
    const lasting = orgs.map((one) => ({
      ...one,
      clients: (one.clients ?? []).map((client) => ({ ...client, tokenSeconds: 600 })),
    }));
    await platform.close();
    platform = await startPlatform({ world: { ...world, orgs: lasting } });
    const reply = await grant(platform.url, eastClient);
    assert.equal(reply.body.expires_in, 600);
    const headers = { Authorization: `Bearer ${reply.body.access_token}` };
    const read = (): Promise<{ status: number }> =>
      platform.ask('/api/v2/architect/flows', { headers });
    assert.equal((await read()).status, 200);
    await platform.advance(10);
    assert.equal((await read()).status, 401);
  });

  it('grants all scopes of the client when none is asked for', async () => {
    const reply = await grant(platform.url, eastClient);
    assert.equal(reply.body.scope, allScopes.join(' '));
  });

  it('refuses a wrong secret, a foreign scope and another grant type', async () => {
    const wrong = await grant(platform.url, { ...eastClient, client_secret: 'no' });
    assert.deepEqual([wrong.status, wrong.body.error], [401, 'invalid_client']);
    const foreign = await grant(platform.url, { ...eastClient, scope: 'user:role:edit' });
    assert.deepEqual([foreign.status, foreign.body.error], [400, 'invalid_scope']);
    const other = await grant(platform.url, { ...eastClient, grant_type: 'password' });
    assert.deepEqual([other.status, other.body.error], [400, 'unsupported_grant_type']);
  });

  it('refuses a missing and an unknown token', async () => {
    const missing = await platform.ask('/api/v2/architect/flows');
    assert.deepEqual([missing.status, missing.body.code], [401, 'bad.credentials']);
    const headers = { Authorization: 'Bearer nonsense' };
    const unknown = await platform.ask('/api/v2/architect/flows', { headers });
    assert.equal(unknown.status, 401);
  });

  it('lets tokens expire in platform time', async () => {
    const api = await platform.api('east');
    await platform.advance(59);
    assert.equal((await api('/api/v2/architect/flows')).status, 200);
    await platform.advance(1);
    assert.equal((await api('/api/v2/architect/flows')).status, 401);
  });

  it('names the missing scope of a write', async () => {
    const api = await platform.api('east', 'organization:read');
    const reply = await api('/api/v2/architect/flows', { method: 'POST', body: { name: 'New' } });
    assert.equal(reply.status, 403);
    assert.match(reply.body.message, /flow:edit/);
  });

  it('shows a token only the resources of its own org', async () => {
    const api = await platform.api('east');
    assert.equal((await api('/api/v2/architect/flows/east-flow')).status, 200);
    assert.equal((await api('/api/v2/architect/flows/west-flow')).status, 404);
  });

  it('counts the requests of a platform minute', async () => {
    const api = await platform.api('east');
    const first = await api('/api/v2/architect/flows/east-flow');
    assert.equal(first.headers.get('x-ratelimit-limit'), '1000');
    assert.equal(first.headers.get('x-ratelimit-remaining'), '999');
    for (let sent = 1; sent < 1000; sent += 1) await api('/api/v2/none');
    const refused = await api('/api/v2/architect/flows/east-flow');
    assert.deepEqual([refused.status, refused.body.code], [429, 'too.many.requests.retry.after']);
    assert.equal(refused.headers.get('retry-after'), '60');
    const west = await platform.api('west');
    assert.equal((await west('/api/v2/architect/flows')).status, 200);
    await platform.advance(1);
    assert.equal((await api('/api/v2/architect/flows/east-flow')).status, 200);
  });
});
