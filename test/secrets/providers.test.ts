import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSecretProvider } from '../../src/secrets/providers.js';

describe('secret provider', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rollcall-secrets-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  async function fileProvider(text: string, name = 'secrets.yaml') {
    const secretsFile = join(folder, name);
    await writeFile(secretsFile, text);
    return { secretsFile, provider: createSecretProvider({ env: {}, secretsFile }) };
  }

  it('reads a pair of environment variables', async () => {
    const provider = createSecretProvider({
      env: { ACME_CLIENT_ID: 'id-1', ACME_CLIENT_SECRET: 'hush' },
    });
    assert.deepEqual(await provider.read('env:ACME'), { clientId: 'id-1', clientSecret: 'hush' });
  });

  it('reads a registered application beside the client, whole or not at all', async () => {
    const client = { ACME_CLIENT_ID: 'id-1', ACME_CLIENT_SECRET: 'hush' };
    const application = { ACME_APPLICATION_ID: 'app', ACME_APPLICATION_SECRET: 'hush-app' };
    const provider = createSecretProvider({ env: { ...client, ...application } });
    const expected = {
      clientId: 'id-1',
      clientSecret: 'hush',
      application: { id: 'app', secret: 'hush-app' },
    };
    assert.deepEqual(await provider.read('env:ACME'), expected);
    const entry = 'client_id: id-1, client_secret: hush, application_id: app';
    const whole = await fileProvider(`a: {${entry}, application_secret: hush-app}`);
    assert.deepEqual(await whole.provider.read('file:a'), expected);
    const half = await fileProvider(`a: {${entry}}`);
    await assert.rejects(half.provider.read('file:a'), (error: Error) => {
      assert.match(error.message, /"file:a".*application_id and application_secret must both/);
      assert.doesNotMatch(error.message, /hush/);
      return true;
    });
  });

  it('says which variable is missing', async () => {
    const provider = createSecretProvider({ env: { ACME_CLIENT_ID: 'id-1' } });
    await assert.rejects(provider.read('env:ACME'), (error: Error) => {
      assert.match(error.message, /"env:ACME".*set ACME_CLIENT_SECRET/);
      assert.ok(!error.message.includes('id-1'));
      return true;
    });
    await assert.rejects(provider.read('env:A B'), /letters, digits/);
  });

  it('reads YAML and JSON files', async () => {
    const yaml = await fileProvider('org_a:\n  client_id: id-1\n  client_secret: hush\n');
    const expected = { clientId: 'id-1', clientSecret: 'hush' };
    assert.deepEqual(await yaml.provider.read('file:org_a'), expected);
    const text = JSON.stringify({ org_a: { client_id: 'id-1', client_secret: 'hush' } });
    const json = await fileProvider(text, 'secrets.json');
    assert.deepEqual(await json.provider.read('file:org_a'), expected);
  });

  it('reads the file again when it has changed', async () => {
    const { provider, secretsFile } = await fileProvider(
      'a: {client_id: id-1, client_secret: old}',
    );
    assert.equal((await provider.read('file:a')).clientSecret, 'old');
    await writeFile(secretsFile, 'a: {client_id: id-1, client_secret: new}');
    assert.equal((await provider.read('file:a')).clientSecret, 'new');
  });

  const mistakes: [string, string, RegExp][] = [
    [
      'an entry that is not there',
      'b: {client_id: x, client_secret: hush}',
      /"file:a" are missing: add a:/,
    ],
    ['a number', 'a: {client_id: 12, client_secret: hush}', /must both be text \(quote numbers\)/],
    ['a mistake in the file', 'b: 1\na: {client_secret: "hush', /at line \d/],
    ['another shape', '- hush', /must hold \{entry:/],
    ['an alias to nothing', 'a: *hush', /must hold \{entry:|at line 1/],
  ];
  for (const [name, text, message] of mistakes) {
    it(`explains ${name} without quoting the file`, async () => {
      const { provider } = await fileProvider(text);
      await assert.rejects(provider.read('file:a'), (error: Error) => {
        assert.match(error.message, message);
        assert.ok(!`${error.message}${error.stack}`.includes('hush'));
        return true;
      });
    });
  }

  it('does not find what every object inherits', async () => {
    const { provider } = await fileProvider('b: {}');
    await assert.rejects(provider.read('file:__proto__'), /are missing/);
    await assert.rejects(provider.read('file:constructor'), /are missing/);
  });

  it('reads secrets of one text', async () => {
    const { provider } = await fileProvider(
      'slack: https://hooks.example/T000\npair: {client_id: a}',
    );
    assert.equal(await provider.readText('file:slack'), 'https://hooks.example/T000');
    await assert.rejects(provider.readText('file:pair'), /add pair: "…" \(text\) to/);
    const byEnv = createSecretProvider({ env: { PAGER: 'key-1' } });
    assert.equal(await byEnv.readText('env:PAGER'), 'key-1');
    await assert.rejects(byEnv.readText('env:OTHER'), /set OTHER in the worker's environment/);
    await assert.rejects(byEnv.readText('file:a'), /need a secrets file/);
    await assert.rejects(byEnv.readText('plain'), /known are: env:/);
  });

  it('says when there is no file', async () => {
    const secretsFile = join(folder, 'nowhere.yaml');
    const provider = createSecretProvider({ env: {}, secretsFile });
    await assert.rejects(provider.read('file:a'), /no readable secrets file at .*nowhere\.yaml/);
    await assert.rejects(createSecretProvider({ env: {} }).read('file:a'), /need a secrets file/);
  });

  it('explains a reference that its scheme cannot read', async () => {
    const provider = createSecretProvider({ env: {} });
    for (const reference of ['vault:kv', 'vault:kv/../sys/a', 'vault:kv/a#b c', 'vault:kv//a'])
      await assert.rejects(
        provider.read(reference),
        /write vault:mount\/path or vault:mount\/path#/,
      );
    for (const reference of ['aws:', 'aws:a b', 'aws:arn:aws:s3:::bucket'])
      await assert.rejects(provider.read(reference), /write aws:name or aws:arn:/);
  });

  it('lists the known schemes', async () => {
    const provider = createSecretProvider({ env: {} });
    for (const reference of ['vlt:a/b', 'plain', 'toString:a'])
      await assert.rejects(provider.read(reference), /known are: env:, file:, vault:, aws:\./);
  });
});
