import assert from 'node:assert/strict';
import {
  accessKeyToken,
  prefix,
  startCxone,
  type Cxone,
  type CxoneError,
  type TokenAnswer,
} from './cxone.js';

interface Discovery {
  api_endpoint: string;
  auth_endpoint: string;
  area: string;
  cluster: string;
  domain: string;
}

describe('simulator: NICE CXone: tokens and discovery', () => {
  let cxone: Cxone;
  beforeEach(async () => {
    cxone = await startCxone();
  });
  afterEach(() => cxone.close());

  const oidc = (form: Record<string, string>, application = 'console:console-secret') =>
    cxone.auth<TokenAnswer & CxoneError>('/auth/token', {
      method: 'POST',
      body: new URLSearchParams({ grant_type: 'password', ...form }),
      headers: { Authorization: `Basic ${Buffer.from(application).toString('base64')}` },
    });
  const key = { username: 'acme-key', password: 'acme-key-secret' };
  const claimsOf = (idToken: string): { tenantId: string; exp: number; iat: number } =>
    JSON.parse(Buffer.from(idToken.split('.')[1] ?? '', 'base64url').toString('utf8'));
  const statusWith = async (token: string): Promise<number> => {
    const headers = { Authorization: `Bearer ${token}` };
    return (await fetch(`${cxone.apiUrl}${prefix}/skills`, { headers })).status;
  };

  it('grants by OpenID Connect, and the token leads to the API through the discovery', async () => {
    const { status, body } = await oidc(key);
    assert.deepEqual([status, body.token_type, body.expires_in], [200, 'Bearer', 3600]);
    const claims = claimsOf(body.id_token);
    assert.equal(claims.exp - claims.iat, 3600);
    const path = `/.well-known/cxone-configuration?tenantId=${claims.tenantId}`;
    const discovered = await cxone.auth<Discovery>(path);
    assert.equal(discovered.status, 200);
    assert.equal(discovered.body.auth_endpoint, cxone.authUrl);
    assert.notEqual(discovered.body.api_endpoint, cxone.authUrl);
    for (const fact of ['area', 'cluster', 'domain'] as const) assert.ok(discovered.body[fact]);
    const headers = { Authorization: `Bearer ${body.access_token}` };
    const skills = await fetch(`${discovered.body.api_endpoint}${prefix}/skills`, { headers });
    assert.equal(skills.status, 200);
  });

  it('grants to an access key', async () => {
    const { status, body } = await accessKeyToken(cxone.auth, 'bolt');
    assert.deepEqual([status, body.token_type, body.expires_in], [200, 'Bearer', 3600]);
    assert.equal(await statusWith(body.access_token), 200);
    const other = await accessKeyToken(cxone.auth, 'acme');
    assert.notEqual(claimsOf(body.id_token).tenantId, claimsOf(other.body.id_token).tenantId);
  });

  it('refuses wrong secrets, applications and grants', async () => {
    const refusals: [number, string, Awaited<ReturnType<typeof oidc>>][] = [
      [400, 'invalid_grant', await oidc({ ...key, password: 'wrong' })],
      [400, 'invalid_grant', await oidc({ ...key, username: 'nobody' })],
      [401, 'invalid_client', await oidc(key, 'console:wrong')],
      [401, 'invalid_client', await oidc(key, '')],
      [400, 'unsupported_grant_type', await oidc({ ...key, grant_type: 'client_credentials' })],
    ];
    for (const [status, error, refused] of refusals) {
      assert.deepEqual([refused.status, refused.body.error], [status, error]);
      assert.deepEqual(Object.keys(refused.body), ['error', 'error_description']);
    }
    const path = '/authentication/v1/token/access-key';
    const wrong = { accessKeyId: 'acme-key', accessKeySecret: 'wrong' };
    const refused = await cxone.auth(path, { method: 'POST', body: wrong });
    assert.deepEqual([refused.status, refused.body.error], [401, 'invalid_client']);
    const empty = await cxone.auth(path, { method: 'POST', body: {} });
    assert.deepEqual([empty.status, empty.body.error], [400, 'invalid_request']);
  });

  it('lets any application ask where the tenant registers none', async () => {
    const form = { username: 'bolt-key', password: 'bolt-key-secret' };
    assert.equal((await oidc(form, 'any:thing')).status, 200);
  });

  it('lets tokens expire after an hour and keeps them to their tenant', async () => {
    const { body } = await accessKeyToken(cxone.auth, 'acme');
    await cxone.advance(59);
    assert.equal(await statusWith(body.access_token), 200);
    await cxone.advance(2);
    assert.equal(await statusWith(body.access_token), 401);
    const bolt = await cxone.api('bolt');
    const foreign = await bolt('/skills/4101');
    assert.deepEqual([foreign.status, foreign.body.error], [404, 'not_found']);
  });

  it('refuses a missing token and an unknown tenant, path or method', async () => {
    assert.equal(await statusWith('nonsense'), 401);
    const nowhere = await cxone.auth('/.well-known/cxone-configuration?tenantId=nobody');
    assert.deepEqual([nowhere.status, nowhere.body.error], [404, 'not_found']);
    assert.equal((await cxone.auth('/.well-known/cxone-configuration')).status, 400);
    const acme = await cxone.api('acme');
    assert.equal((await acme('/nothing')).body.error, 'not_found');
    const { status, body } = await acme('/skills/4101', { method: 'DELETE' });
    assert.deepEqual([status, body.error], [405, 'method_not_allowed']);
  });

  it('tells where the tokens are', async () => {
    const { body } = await cxone.auth<{ token_endpoint: string }>(
      '/.well-known/openid-configuration',
    );
    assert.equal(body.token_endpoint, `${cxone.authUrl}/auth/token`);
  });
});
