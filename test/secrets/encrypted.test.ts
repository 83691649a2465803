import assert from 'node:assert/strict';
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encryptSecrets } from '../../src/secrets/encrypted/encrypt.js';
import { generateKey, type KeySource } from '../../src/secrets/encrypted/keys.js';
import { warningsOfSecretFiles } from '../../src/secrets/file-warnings.js';
import type { SecretProvider } from '../../src/secrets/port.js';
import { createSecretProvider } from '../../src/secrets/providers.js';
import { run } from '../../src/cli/program.js';
import { recordingTerminal } from '../cli/recording-terminal.js';
import { refused } from './refused.js';

const CANARY = 'canary-client-secret';
const PLAIN = `org_a: { client_id: id-1, client_secret: ${CANARY} }\n`;
const PASSPHRASE = 'canary horse battery staple';

describe('an encrypted secrets file', () => {
  let folder: string;
  let file: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rollcall-secrets-'));
    file = join(folder, 'secrets.encrypted');
  });
  afterEach(() => rm(folder, { recursive: true }));

  const keyed = (key: string): KeySource => ({ key, keyFile: null });

  async function encrypted(keys: KeySource): Promise<string> {
    const { text } = await encryptSecrets(PLAIN, 'secrets.yaml', keys);
    await writeFile(file, text);
    return text;
  }

  function providerWith(secretsKeys?: KeySource): SecretProvider {
    const options = { env: {}, secretsFile: file };
    return createSecretProvider(secretsKeys === undefined ? options : { ...options, secretsKeys });
  }

  for (const key of [generateKey(), PASSPHRASE]) {
    it(`opens with its ${key === PASSPHRASE ? 'passphrase' : 'random key'} only`, async () => {
      const text = await encrypted(keyed(key));
      assert.ok(!text.includes('org_a') && !text.includes(CANARY));
      const provider = providerWith(keyed(key));
      const many = Array.from({ length: 20 }, () => provider.read('file:org_a'));
      for (const read of await Promise.all(many))
        assert.deepEqual(read, { clientId: 'id-1', clientSecret: CANARY });
      const planted = [CANARY, key, PASSPHRASE];
      for (const other of [generateKey(), 'another passphrase'])
        assert.match(
          (await refused(providerWith(keyed(other)), 'file:org_a', planted)).message,
          /needs (the key [0-9a-f]{16}|another passphrase), which is not in ROLLCALL_SECRETS_KEY/,
        );
      const none = await refused(providerWith(), 'file:org_a', planted);
      assert.match(none.message, /set ROLLCALL_SECRETS_KEY or ROLLCALL_SECRETS_KEY_FILE/);
    });
  }

  it('is refused with any one bit flipped, wherever it is', async () => {
    const key = generateKey();
    const bytes = Buffer.from(await encrypted(keyed(key)));
    const provider = providerWith(keyed(key));
    for (let index = 0; index < bytes.length; index += 1) {
      const changed = Buffer.from(bytes);
      changed[index] = (changed[index] ?? 0) ^ (1 << (index % 7));
      await writeFile(file, changed);
      await refused(provider, 'file:org_a', [CANARY, key]);
    }
    for (const text of [bytes.subarray(0, -20), Buffer.concat([bytes, Buffer.from('\n')])]) {
      await writeFile(file, text);
      assert.match((await refused(provider, 'file:org_a')).message, /damaged|changed/);
    }
    await writeFile(file, bytes.toString().replaceAll('\n', '\r\n'));
    assert.equal((await provider.read('file:org_a')).clientSecret, CANARY);
  });

  it('never has the same salt, nonce or content twice', async () => {
    const keys = keyed(generateKey());
    const [one, other] = [await encrypted(keys), await encrypted(keys)];
    const headerOf = (text: string): Record<string, unknown> =>
      JSON.parse(text.split('\n')[1] ?? '') as Record<string, unknown>;
    assert.equal(headerOf(one)['key'], headerOf(other)['key']);
    for (const member of ['salt', 'nonce'])
      assert.notEqual(headerOf(one)[member], headerOf(other)[member]);
    assert.notEqual(one.split('\n')[2], other.split('\n')[2]);
  });

  it('is not read with a header that asks for too much memory, or of a later version', async () => {
    const text = await encrypted(keyed(PASSPHRASE));
    for (const changed of [text.replace('131072', '1073741824'), text.replace(' 1\n', ' 2\n')]) {
      await writeFile(file, changed);
      const error = await refused(providerWith(keyed(PASSPHRASE)), 'file:org_a', [PASSPHRASE]);
      assert.match(error.message, /is damaged, or of a later version/);
    }
  });

  it('takes old keys from the key file, and writes with the first', async () => {
    const [old, fresh] = [generateKey(), generateKey()];
    await encrypted(keyed(old));
    const keyFile = join(folder, 'keys');
    await writeFile(keyFile, `${fresh}\n${old}\n`);
    const provider = providerWith({ key: null, keyFile });
    assert.equal((await provider.read('file:org_a')).clientSecret, CANARY);
    await encrypted({ key: null, keyFile });
    await writeFile(keyFile, `${fresh}\n`);
    assert.equal((await provider.read('file:org_a')).clientSecret, CANARY);
  });

  it('refuses a key that is short or cut off, without repeating it', async () => {
    await encrypted(keyed(PASSPHRASE));
    for (const key of ['canary short', generateKey().slice(0, -3)])
      await refused(providerWith(keyed(key)), 'file:org_a', [key]);
    const missing = { key: null, keyFile: join(folder, 'nowhere') };
    assert.match(
      (await refused(providerWith(missing), 'file:org_a')).message,
      /no readable key file/,
    );
  });

  it('is made and opened by rollcall secrets', async () => {
    const [plain, keyFile] = [join(folder, 'secrets.yaml'), join(folder, 'key')];
    await writeFile(plain, PLAIN);
    const env = { ROLLCALL_SECRETS_KEY_FILE: keyFile };
    const rollcall = async (...args: string[]): Promise<{ code: number; text: string }> => {
      const terminal = recordingTerminal();
      const code = await run(['secrets', ...args], { env, terminal });
      return { code, text: [...terminal.lines, ...terminal.errors].join('\n') };
    };
    assert.equal((await rollcall('keygen', keyFile)).code, 0);
    assert.match((await rollcall('keygen', keyFile)).text, /not written: it is there already/);
    assert.match((await rollcall('keygen')).text, /^rollcall-key-1-[\w-]{43}$/);
    const made = await rollcall('encrypt', plain, file);
    assert.match(made.text, /encrypted 1 entries into .* delete .*secrets\.yaml/);
    assert.equal((await stat(file)).mode & 0o777, 0o600);
    assert.ok(!(await readFile(file, 'utf8')).includes(CANARY));
    assert.equal((await rollcall('decrypt', file)).text, PLAIN.trimEnd());
    assert.equal((await rollcall('encrypt', file, file)).code, 1);
    assert.equal((await rollcall('frobnicate')).code, 2);
    await writeFile(plain, `org_a: { client_id: id-1, secret: ${CANARY} }`);
    const broken = await rollcall('encrypt', plain, file);
    assert.match(broken.text, /client_id and client_secret of org_a in .* must both be text/);
    assert.ok(!broken.text.includes(CANARY));
  });

  it('needs no warning; a plain one does, unless only simulators use it', async () => {
    const plain = join(folder, 'secrets.yaml');
    await writeFile(plain, PLAIN, { mode: 0o644 });
    const of = (secretsFile: string, usedBy: string[] | null, keyFile: string | null = null) =>
      warningsOfSecretFiles({ secretsFile, keyFile }, usedBy);
    assert.deepEqual(await of(plain, []), []);
    const [inPlain, open, ...more] = await of(plain, ['production']);
    assert.match(
      inPlain ?? '',
      /credentials of production in plain text: .*rollcall secrets encrypt/,
    );
    assert.match(open ?? '', /other users of this machine: chmod 600 .*secrets\.yaml/);
    assert.equal(more.length, 0);
    await chmod(plain, 0o600);
    assert.equal((await of(plain, null)).length, 1);
    await encrypted(keyed(PASSPHRASE));
    assert.deepEqual(await of(file, ['production']), []);
    await chmod(plain, 0o640);
    assert.match((await of(file, ['production'], plain))[0] ?? '', /chmod 600/);
    assert.deepEqual(await of(join(folder, 'nowhere'), ['production']), []);
  });
});
