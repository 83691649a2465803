import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createVaultSecrets } from '../../../src/secrets/vault/provider.js';
import type { SecretProvider } from '../../../src/secrets/port.js';
import { sendJson, withServer } from '../../http/tiny-server.js';
import { refused } from '../refused.js';
import { selfSigned } from '../self-signed.js';
import { VaultAdmin } from './admin.js';
import { reply, startVault, type VaultServer } from './server.js';

const CANARY = 'canary-client-secret';
const PROOF = 'canary-secret-id';
const REFERENCE = 'vault:kv/prod/org_a';

describe('Vault in trouble', () => {
  let vault: VaultServer;
  let folder: string;

  beforeEach(async () => {
    vault = await startVault();
    folder = await mkdtemp(join(tmpdir(), 'rollcall-vault-'));
    fill(vault);
  });
  afterEach(async () => {
    vault.close();
    await rm(folder, { recursive: true });
  });

  function fill({ state }: VaultServer): void {
    state.mounts.set('kv', '2');
    state.secrets.set('kv/data/prod/org_a', [{ client_id: 'id-1', client_secret: CANARY }]);
    state.policies.set('reader', 'path "kv/data/prod/*" { capabilities = ["read"] }');
    state.auths.set('approle', { type: 'approle', config: {} });
    state.roles.set('approle/worker', { role_id: 'role-1', token_ttl: 3600, policies: ['reader'] });
    state.secretIds.set(`approle/${PROOF}`, { usesLeft: Infinity });
  }

  function byToken(env: Record<string, string> = {}): SecretProvider {
    return createVaultSecrets({ VAULT_ADDR: vault.address, VAULT_TOKEN: vault.rootToken, ...env });
  }

  function byAppRole(): SecretProvider {
    return createVaultSecrets({
      VAULT_ADDR: vault.address,
      ROLLCALL_VAULT_AUTH: 'approle',
      ROLLCALL_VAULT_ROLE: 'role-1',
      ROLLCALL_VAULT_SECRET_ID: PROOF,
    });
  }

  const logins = (): number => vault.seen.filter(({ path }) => path.endsWith('/login')).length;

  it('logs in once for many readers', async () => {
    const provider = byAppRole();
    await Promise.all(Array.from({ length: 20 }, () => provider.read(REFERENCE)));
    assert.equal(logins(), 1);
  });

  it('logs in once more after a 403, and then takes it for an answer', async () => {
    const provider = byAppRole();
    await provider.read(REFERENCE);
    vault.seen.length = 0;
    await refused(provider, 'vault:kv/other/org_a', [CANARY, PROOF]);
    assert.deepEqual(
      vault.seen.map(({ path }) => path),
      ['kv/data/other/org_a', 'auth/approle/login', 'kv/data/other/org_a'],
    );
  });

  it('does not send a fixed token that was refused again and again', async () => {
    const provider = byToken({ VAULT_TOKEN: 'hvs.canary-of-nobody' });
    const error = await refused(provider, REFERENCE, ['hvs.canary-of-nobody']);
    assert.match(error.message, /token has run out, or its policy lacks/);
    assert.equal(vault.seen.filter(({ path }) => path.startsWith('kv/')).length, 1);
  });

  it('goes on renewing after a renewal that failed for a moment', async () => {
    state(vault, { token_ttl: 3 });
    vault.state.secretIds.set(`approle/${PROOF}`, { usesLeft: 1 });
    const provider = byAppRole();
    await provider.read(REFERENCE);
    let failed = 0;
    const renewed = new Promise<void>((resolve) => {
      vault.trouble = (response, path) => {
        if (path !== 'auth/token/renew-self') return false;
        if (failed > 0) resolve();
        else reply(response, { status: 503, body: { errors: ['Vault is sealed'] } });
        return (failed += 1) === 1;
      };
    });
    // A lease of 3 s: at 2 s it fails, half of what is left is tried next.
    for (const token of vault.state.tokens.values())
      if (token.ttlMs > 0) token.expiresAtMs += 60_000;
    await renewed;
    assert.equal((await provider.read(REFERENCE)).clientSecret, CANARY);
  });

  function state({ state }: VaultServer, role: object): void {
    state.roles.set('approle/worker', { ...state.roles.get('approle/worker'), ...role });
  }

  it('sends the namespace with every call', async () => {
    vault.namespace = 'team-a';
    const error = await refused(byToken(), REFERENCE);
    assert.match(error.message, /Vault/);
    vault.seen.length = 0;
    await byToken({ VAULT_NAMESPACE: 'team-a' }).read(REFERENCE);
    assert.ok(vault.seen.length >= 2);
    for (const { headers } of vault.seen) {
      assert.equal(headers['x-vault-namespace'], 'team-a');
      assert.equal(headers['x-vault-request'], 'true');
    }
  });

  const answers: [string, (response: ServerResponse) => void, boolean, RegExp][] = [
    [
      'it is sealed',
      (r) => reply(r, { status: 503, body: { errors: ['Vault is sealed'] } }),
      true,
      /sealed/,
    ],
    ['it throttles', (r) => reply(r, { status: 429, body: { errors: [CANARY] } }), true, /429/],
    ['it fails', (r) => reply(r, { status: 500, body: { errors: [CANARY] } }), true, /500/],
    ['it breaks off', (r) => void r.destroy(), true, /no answer: ECONNRESET/],
    ['it sends too much', (r) => void r.end(CANARY.repeat(80_000)), true, /too large/],
    [
      'it redirects',
      (r) => void r.writeHead(307, { location: `http://127.0.0.1:1/${CANARY}` }).end(),
      false,
      /redirect \(307\), which is not followed/,
    ],
    ['it sends no JSON', (r) => void r.end(`${CANARY}{`), false, /no secret of a KV engine/],
    [
      'it sends other JSON',
      (r) => reply(r, { status: 200, body: { data: CANARY } }),
      false,
      /no secret of a KV engine/,
    ],
    [
      'it says 400 with words',
      (r) => reply(r, { status: 400, body: { errors: [CANARY] } }),
      false,
      /refused \(400\)/,
    ],
    [
      'it says 404 with words',
      (r) => reply(r, { status: 404, body: { errors: [CANARY] } }),
      false,
      /there is no prod\/org_a/,
    ],
  ];
  for (const [name, respond, passing, message] of answers) {
    it(`says so when ${name}, without quoting it`, async () => {
      vault.trouble = (response, path) => path.startsWith('kv/') && (respond(response), true);
      const planted = [CANARY, vault.rootToken, PROOF];
      const error = await refused(byToken(), REFERENCE, planted);
      assert.match(error.message, message);
      assert.equal(error.passing, passing);
      vault.trouble = (response, path) => path.endsWith('/login') && (respond(response), true);
      assert.equal((await refused(byAppRole(), REFERENCE, planted)).passing, passing);
    });
  }

  it('says that nobody answers', async () => {
    const error = await refused(byToken({ VAULT_ADDR: 'http://127.0.0.1:1' }), REFERENCE);
    assert.match(error.message, /gave no answer: ECONNREFUSED/);
    assert.equal(error.passing, true);
  });

  it('logs in by the service account of a Kubernetes pod', async () => {
    const jwtFile = join(folder, 'token');
    await writeFile(jwtFile, 'service-account-token');
    await withServer(
      (seen, response) => {
        const { spec } = JSON.parse(seen.text) as { spec: { token: string } };
        const user = { username: 'system:serviceaccount:rollcall:worker' };
        const authenticated = spec.token === 'service-account-token';
        sendJson(response, 201, { status: { authenticated, ...(authenticated ? { user } : {}) } });
      },
      async ({ url }) => {
        const admin = new VaultAdmin(vault);
        const mount = await admin.enableAuth('kubernetes');
        await admin.call('POST', `auth/${mount}/config`, { kubernetes_host: url });
        await admin.call('POST', `auth/${mount}/role/worker`, {
          bound_service_account_names: ['worker'],
          bound_service_account_namespaces: ['rollcall'],
          token_policies: ['reader'],
        });
        const provider = createVaultSecrets({
          VAULT_ADDR: vault.address,
          ROLLCALL_VAULT_AUTH: 'kubernetes',
          ROLLCALL_VAULT_AUTH_MOUNT: mount,
          ROLLCALL_VAULT_ROLE: 'worker',
          ROLLCALL_VAULT_JWT_FILE: jwtFile,
        });
        assert.equal((await provider.read(REFERENCE)).clientSecret, CANARY);
        await writeFile(jwtFile, 'canary-of-another-pod');
        vault.state.tokens.clear();
        await refused(provider, REFERENCE, [CANARY, 'canary-of-another-pod']);
      },
    );
  });

  it('trusts the authority of VAULT_CACERT, and no other', async () => {
    const tls = selfSigned();
    const secure = await startVault(tls);
    try {
      fill(secure);
      const env = { VAULT_ADDR: secure.address, VAULT_TOKEN: secure.rootToken };
      const error = await refused(createVaultSecrets(env), REFERENCE, [secure.rootToken]);
      assert.match(error.message, /gave no answer: DEPTH_ZERO_SELF_SIGNED_CERT/);
      assert.equal(secure.seen.length, 0);
      const caFile = join(folder, 'ca.pem');
      const trusting = createVaultSecrets({ ...env, VAULT_CACERT: caFile });
      assert.match((await refused(trusting, REFERENCE)).message, /VAULT_CACERT names no readable/);
      await writeFile(caFile, tls.cert);
      assert.equal((await trusting.read(REFERENCE)).clientSecret, CANARY);
      const careless = createVaultSecrets({ ...env, VAULT_SKIP_VERIFY: '1' });
      assert.equal((await careless.read(REFERENCE)).clientSecret, CANARY);
    } finally {
      secure.close();
    }
  });

  const settings: [string, Record<string, string>, RegExp][] = [
    ['no address', { VAULT_ADDR: '' }, /set VAULT_ADDR/],
    ['a plain address elsewhere', { VAULT_ADDR: 'http://vault.example:8200' }, /must be https/],
    [
      'an address with a password',
      { VAULT_ADDR: 'https://a:canary@vault.example' },
      /without cred/,
    ],
    [
      'an address with a password only',
      { VAULT_ADDR: 'https://:canary@127.0.0.1' },
      /without cred/,
    ],
    [
      'no TLS verification elsewhere',
      { VAULT_ADDR: 'https://vault.example', VAULT_SKIP_VERIFY: 'true' },
      /Set VAULT_CACERT instead/,
    ],
    [
      'an unknown login',
      { ROLLCALL_VAULT_AUTH: 'canary' },
      /one of token, approle, jwt, kubernetes/,
    ],
    ['an AppRole without a role id', { ROLLCALL_VAULT_AUTH: 'approle' }, /set ROLLCALL_VAULT_ROLE/],
    [
      'an AppRole without a secret id',
      { ROLLCALL_VAULT_AUTH: 'approle', ROLLCALL_VAULT_ROLE: 'r' },
      /_SECRET_ID or ROLLCALL/,
    ],
    [
      'a secret id in no file',
      {
        ROLLCALL_VAULT_AUTH: 'approle',
        ROLLCALL_VAULT_ROLE: 'r',
        ROLLCALL_VAULT_SECRET_ID_FILE: '/nowhere/id',
      },
      /needs \/nowhere\/id, which is empty/,
    ],
    ['a JWT without its file', { ROLLCALL_VAULT_AUTH: 'jwt' }, /set ROLLCALL_VAULT_JWT_FILE/],
    ['Kubernetes without a role', { ROLLCALL_VAULT_AUTH: 'kubernetes' }, /set ROLLCALL_VAULT_ROLE/],
    [
      'a mount that leaves auth/',
      { ROLLCALL_VAULT_AUTH: 'jwt', ROLLCALL_VAULT_AUTH_MOUNT: '../sys' },
      /path of an auth method/,
    ],
  ];
  for (const [name, env, message] of settings) {
    it(`refuses ${name} before it asks`, async () => {
      const error = await refused(byToken(env), REFERENCE, [vault.rootToken, 'canary']);
      assert.match(error.message, message);
      assert.equal(vault.seen.length, 0);
    });
  }
});
