import assert from 'node:assert/strict';
import { startVendor, type Page, type Vendor } from './vendor.js';

describe('simulator: Genesys Cloud tokens, permissions and limits', () => {
  let vendor: Vendor;
  beforeEach(async () => {
    vendor = await startVendor();
  });
  afterEach(() => vendor.close());

  it('gives tokens at the login origin alone', async () => {
    const granted = await vendor.login('north-client');
    assert.deepEqual([granted.status, granted.body.expires_in], [200, 86_400]);
    assert.equal((await fetch(`${vendor.apiUrl}/oauth/token`, { method: 'POST' })).status, 401);
    assert.equal((await fetch(`${vendor.loginUrl}/api/v2/organizations/me`)).status, 404);
  });

  it('takes no other grant', async () => {
    const refused = await vendor.login('north-client', { grant_type: 'password' });
    assert.deepEqual([refused.status, refused.body.error], [400, 'unsupported_grant_type']);
    assert.equal((await vendor.login('north-nobody')).status, 401);
  });

  it('lets a token live as long as its client says', async () => {
    const reader = await vendor.api('north-reader');
    await vendor.advance(599);
    assert.equal((await reader('/routing/queues')).status, 200);
    await vendor.advance(1);
    const late = await reader('/routing/queues');
    assert.deepEqual([late.status, late.body.code], [401, 'bad.credentials']);
  });

  it('throttles tokens with a 400', async () => {
    for (let number = 1; number <= 30; number += 1) {
      assert.equal((await vendor.login('north-client')).status, 200);
    }
    const { status, body } = await vendor.login('north-client');
    assert.deepEqual([status, body.error], [400, 'invalid_request']);
    assert.match(body.description, /^rate limit exceeded/);
    await vendor.advance(60);
    assert.equal((await vendor.login('north-client')).status, 200);
  });

  it('permits what the roles of the client permit', async () => {
    const reader = await vendor.api('north-reader');
    assert.equal((await reader('/routing/queues')).status, 200);
    const refused = await reader('/routing/queues', { method: 'POST', body: { name: 'x' } });
    assert.deepEqual([refused.status, refused.body.code], [403, 'missing.permissions']);
    assert.match(refused.body.message, /routing:queue:add/);
    assert.equal((await reader('/organizations/me')).status, 200);
  });

  it('shows an org nothing of another', async () => {
    const south = await vendor.api('south-client');
    assert.equal((await south('/routing/queues/north-support')).status, 404);
    assert.equal((await south('/flows/north-welcome')).status, 404);
    const { body } = await south<Page<{ id: string }>>('/routing/queues?name=Support');
    assert.deepEqual(
      body.entities.map((queue) => queue.id),
      ['south-support'],
    );
  });

  it('counts requests by client, and tells the count', async () => {
    const client = await vendor.api('north-client');
    const rival = await vendor.api('north-rival');
    await client('/organizations/me');
    const { headers } = await client('/organizations/me');
    assert.equal(headers.get('inin-ratelimit-allowed'), '300');
    assert.equal(headers.get('inin-ratelimit-count'), '2');
    assert.equal(headers.get('inin-ratelimit-reset'), '60');
    assert.notEqual(headers.get('inin-correlation-id'), null);
    assert.equal((await rival('/organizations/me')).headers.get('inin-ratelimit-count'), '1');
  });

  it('limits some routes more than the counter tells', async () => {
    const client = await vendor.api('north-client');
    for (let number = 1; number <= 5; number += 1) {
      const built = await client('/architect/dependencytracking/build', { method: 'POST' });
      assert.equal(built.status, 202);
    }
    const path = '/architect/dependencytracking/build';
    const { status, headers } = await client(path, { method: 'POST' });
    assert.equal(status, 429);
    assert.equal(headers.get('inin-ratelimit-count'), '6');
    assert.equal(headers.get('retry-after'), '60');
  });

  it('has no etags', async () => {
    const client = await vendor.api('north-client');
    assert.equal((await client('/routing/queues/north-support')).headers.get('etag'), null);
  });
});
