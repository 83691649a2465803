import assert from 'node:assert/strict';
import { generateKeyPairSync, sign } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { SecretProvider } from '../../../src/secrets/port.js';
import { createVaultSecrets } from '../../../src/secrets/vault/provider.js';
import { refused } from '../refused.js';
import { VaultAdmin, type VaultAccess } from './admin.js';

const CANARY = 'canary-client-secret';

/** What every Vault and OpenBao must do with Rollcall. It makes mounts, roles and policies of its own. */
export function describeVault(title: string, start: () => Promise<VaultAccess>): void {
  describe(title, () => {
    let vault: VaultAccess;
    let admin: VaultAdmin;
    let folder: string;
    let kv: string;
    let prefix: string;
    let root: ReturnType<typeof createVaultSecrets>;

    before(async () => {
      vault = await start();
      admin = new VaultAdmin(vault);
      folder = await mkdtemp(join(tmpdir(), 'rollcall-vault-'));
      kv = await admin.mountKv('kv');
      prefix = `vault:${kv.replace('/', '%2F')}`;
      root = providerWith({ VAULT_TOKEN: vault.rootToken });
      await admin.allowReading(`${admin.mark}-policy`, `${kv}/data/prod/*`);
      const fields = { client_id: 'id-1', client_secret: CANARY };
      await admin.put(kv, 'prod/org_a', { ...fields, b_client_id: 'id-2', b_client_secret: 's-2' });
    });
    after(async () => {
      await admin.clean();
      await rm(folder, { recursive: true });
    });

    function providerWith(env: Record<string, string>): ReturnType<typeof createVaultSecrets> {
      return createVaultSecrets({ VAULT_ADDR: vault.address, HOME: folder, ...env });
    }

    const isWhole = async (provider: SecretProvider): Promise<void> =>
      assert.deepEqual(await provider.read(`${prefix}/prod/org_a`), {
        clientId: 'id-1',
        clientSecret: CANARY,
      });

    async function appRole(role: object): Promise<{ mount: string; provider: SecretProvider }> {
      const mount = await admin.enableAuth('approle');
      const policies = { token_policies: [`${admin.mark}-policy`] };
      const { roleId, secretId } = await admin.appRole(mount, { ...policies, ...role });
      const provider = providerWith({
        ROLLCALL_VAULT_AUTH: 'approle',
        ROLLCALL_VAULT_AUTH_MOUNT: mount,
        ROLLCALL_VAULT_ROLE: roleId,
        ROLLCALL_VAULT_SECRET_ID: secretId,
      });
      return { mount, provider };
    }

    it('gives credentials to a token, with and without a prefix of the fields', async () => {
      await isWhole(root);
      const second = await root.read(`${prefix}/prod/org_a#b`);
      assert.deepEqual(second, { clientId: 'id-2', clientSecret: 's-2' });
    });

    it('gives a registered application with the client', async () => {
      const client = { c_client_id: 'id-3', c_client_secret: 's-3' };
      const application = { c_application_id: 'app', c_application_secret: 's-app' };
      await admin.put(kv, 'prod/org_c', { ...client, ...application });
      assert.deepEqual(await root.read(`${prefix}/prod/org_c#c`), {
        clientId: 'id-3',
        clientSecret: 's-3',
        application: { id: 'app', secret: 's-app' },
      });
    });

    it('gives a text by its member', async () => {
      await admin.put(kv, 'prod/alerts', { value: 'one', pager: CANARY });
      assert.equal(await root.readText(`${prefix}/prod/alerts`), 'one');
      assert.equal(await root.readText(`${prefix}/prod/alerts#pager`), CANARY);
      await assert.rejects(root.readText(`${prefix}/prod/alerts#mail`), /has no text in mail; add/);
    });

    it('takes the token of vault login', async () => {
      await writeFile(join(folder, '.vault-token'), `${vault.rootToken}\n`);
      await isWhole(providerWith({}));
      await rm(join(folder, '.vault-token'));
      const error = await refused(providerWith({}), `${prefix}/prod/org_a`);
      assert.match(error.message, /no Vault token: set VAULT_TOKEN, run vault login/);
    });

    it('gives a new version as soon as there is one', async () => {
      await admin.put(kv, 'prod/org_b', { client_id: 'id', client_secret: 'old' });
      assert.equal((await root.read(`${prefix}/prod/org_b`)).clientSecret, 'old');
      await admin.put(kv, 'prod/org_b', { client_id: 'id', client_secret: 'new' });
      assert.equal((await root.read(`${prefix}/prod/org_b`)).clientSecret, 'new');
    });

    it('explains a secret that is absent, deleted, incomplete or of another engine', async () => {
      const of = async (reference: string): Promise<string> =>
        (await refused(root, reference, [CANARY, vault.rootToken])).message;
      assert.match(await of(`${prefix}/prod/nobody`), /there is no prod\/nobody in .*vault kv get/);
      assert.match(await of(`${prefix}/data/prod/org_a`), /leave data\/ out/);
      assert.match(await of('vault:nowhere/prod/org_a'), /or nowhere is no KV engine/);
      await admin.put(kv, 'prod/gone', { client_id: 'id', client_secret: CANARY });
      await admin.call('DELETE', `${kv}/data/prod/gone`);
      assert.match(await of(`${prefix}/prod/gone`), /latest version of prod\/gone .* is deleted/);
      await admin.put(kv, 'prod/half', { client_id: CANARY, client_secret: 7 });
      assert.match(await of(`${prefix}/prod/half`), /has no text in client_secret; add it/);
      assert.match(await of(`${prefix}/prod/org_a#c`), /no text in c_client_id/);
      const old = await admin.mountKv('old', 1);
      assert.match(await of(`vault:${old.replace('/', '%2F')}/a`), /no KV engine, version 2/);
    });

    it('names the policy that a token lacks', async () => {
      const { provider } = await appRole({ token_ttl: '1h' });
      await isWhole(provider);
      const error = await refused(provider, `${prefix}/other/org_a`, [CANARY]);
      assert.match(error.message, /refused \(403\).*path ".*\/data\/other\/org_a" \{ capabilities/);
      assert.equal(error.passing, false);
    });

    it('logs in by AppRole, and again once the token is revoked', async () => {
      const { mount, provider } = await appRole({ token_ttl: '1h' });
      await isWhole(provider);
      await admin.call('POST', `sys/leases/revoke-prefix/auth/${mount}/login`);
      await isWhole(provider);
    });

    it('explains a secret id that is wrong or used up', async () => {
      const { mount, provider } = await appRole({ token_ttl: '1h', secret_id_num_uses: 1 });
      await isWhole(provider);
      await admin.call('POST', `sys/leases/revoke-prefix/auth/${mount}/login`);
      const error = await refused(provider, `${prefix}/prod/org_a`, [CANARY]);
      assert.match(
        error.message,
        /the login at auth\/.* was refused .*may have run out or been used/,
      );
    });

    it('renews its lease: a secret id for one login only lasts for longer than the lease', async () => {
      const { provider } = await appRole({ token_ttl: '4s', secret_id_num_uses: 1 });
      await isWhole(provider);
      await setTimeout(5_500);
      await isWhole(provider);
    });

    it('logs in again where a lease cannot be renewed', async () => {
      const { provider } = await appRole({ token_ttl: '2s', token_type: 'batch' });
      await isWhole(provider);
      await setTimeout(3_000);
      await isWhole(provider);
    });

    it('logs in by JWT, read from its file each time', async () => {
      const mount = await admin.enableAuth('jwt');
      const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      const pem = publicKey.export({ type: 'spki', format: 'pem' });
      await admin.call('POST', `auth/${mount}/config`, { jwt_validation_pubkeys: [pem] });
      await admin.call('POST', `auth/${mount}/role/worker`, {
        role_type: 'jwt',
        user_claim: 'sub',
        bound_audiences: ['rollcall'],
        token_policies: [`${admin.mark}-policy`],
      });
      const jwtFile = join(folder, 'jwt');
      const jwtFor = (aud: string): string => {
        const now = Math.floor(Date.now() / 1000);
        const part = (value: object): string =>
          Buffer.from(JSON.stringify(value)).toString('base64url');
        const claims = { aud, sub: 'worker', iat: now, nbf: now - 60, exp: now + 600 };
        const text = `${part({ alg: 'ES256', typ: 'JWT' })}.${part(claims)}`;
        const key = { key: privateKey, dsaEncoding: 'ieee-p1363' } as const;
        return `${text}.${sign('sha256', Buffer.from(text), key).toString('base64url')}`;
      };
      const provider = providerWith({
        ROLLCALL_VAULT_AUTH: 'jwt',
        ROLLCALL_VAULT_AUTH_MOUNT: mount,
        ROLLCALL_VAULT_ROLE: 'worker',
        ROLLCALL_VAULT_JWT_FILE: jwtFile,
      });
      const wrong = jwtFor('somebody else');
      await writeFile(jwtFile, wrong);
      const error = await refused(provider, `${prefix}/prod/org_a`, [wrong]);
      assert.match(error.message, /issuer, audience and subject/);
      await writeFile(jwtFile, `${jwtFor('rollcall')}\n`);
      await isWhole(provider);
    });
  });
}
