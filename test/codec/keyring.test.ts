import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { EncryptionError } from '../../src/codec/encryption-error.js';
import { isKeyId, newKey } from '../../src/codec/keyring.js';
import { readKeyring } from '../../src/codec/read-keyring.js';

describe('the keyring', () => {
  let folder: string;
  // Fixed: a random one begins with a slash, as a path does, once in 64 times.
  const a = createHash('sha256').update('a').digest('base64');
  const b = createHash('sha256').update('b').digest('base64');

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'rollcall-keys-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  const fileOf = async (text: string, name = 'keys.yaml'): Promise<string> => {
    const file = path.join(folder, name);
    await writeFile(file, text);
    return file;
  };

  /** The message of the error, which holds neither key nor a good part of one. */
  const refusal = async (setting: string): Promise<string> => {
    const error: unknown = await readKeyring(setting).then(
      () => assert.fail('it was taken'),
      (error: unknown) => error,
    );
    assert.ok(error instanceof EncryptionError, String(error));
    for (const key of [a, b])
      for (const part of [key.slice(0, 16), key.slice(20, 36)])
        assert.equal(`${error.message}${error.stack}`.includes(part), false, error.message);
    return error.message;
  };

  it('is none without the setting', async () => {
    assert.equal(await readKeyring(null), null);
  });

  it('is read from YAML, JSON, and from the setting itself, the first key current', async () => {
    const yaml = await fileOf(`current: k2\nkeys:\n  k1: ${a}\n  k2: ${b}\n`);
    const json = await fileOf(JSON.stringify({ current: 'k2', keys: { k1: a, k2: b } }), 'keys');
    for (const setting of [yaml, json, `k2=${b}, k1=${a}`]) {
      const keyring = await readKeyring(setting);
      assert.equal(keyring?.current, 'k2');
      assert.equal(keyring.keys.get('k1')?.export().toString('base64'), a);
      assert.equal(keyring.keys.get('k2')?.export().toString('base64'), b);
    }
  });

  it('says what is wrong with a file, where, and quotes no key', async () => {
    const file = await fileOf(`current: k1\nkeys: {k1: ${a}, k2: [${b}\n`);
    assert.match(await refusal(file), /keys\.yaml is no valid JSON or YAML at line [34]/);
    await fileOf(`current: k1\nkeys: {k1: ${a}}\nother: ${b}\n`);
    assert.match(await refusal(file), /keys\.yaml must hold \{current: id, keys/);
    await fileOf(`current: k3\nkeys: {k1: ${a}, k2: ${b}}\n`);
    assert.match(
      await refusal(file),
      /no key under the id that current names "k3" \(it has k1, k2\)/,
    );
    await fileOf(`current: ${b}\nkeys: {k1: ${a}}\n`);
    assert.match(await refusal(file), /no key under the id that current names \(it has k1\)/);
    await fileOf(`current: k1\nkeys: {"${b}": k1, k1: ${a}}\n`);
    assert.match(await refusal(file), /the id of entry 1 of keys is none/);
    await fileOf(`current: k1\nkeys: {k1: ${a}, old: ${a}}\n`);
    assert.match(await refusal(file), /"k1" and "old" are the same key/);
    for (const wrong of [a.slice(0, 40), `${a}${a}`, `!${a}`, '""', '7', `"${a} "`]) {
      await fileOf(`current: k1\nkeys: {k1: ${wrong}}\n`);
      assert.match(await refusal(file), /the key "k1" is not 32 bytes in base64/);
    }
    assert.match(await refusal(path.join(folder, 'none.json')), /none\.json that cannot be read/);
  });

  it('takes new keys, and no key for an id', async () => {
    const key = newKey();
    assert.equal((await readKeyring(`k1=${key}`))?.keys.size, 1);
    assert.notEqual(newKey(), key);
    assert.equal(isKeyId(key.slice(0, 43)), false);
    assert.equal(isKeyId('2026-10.a_b'), true);
  });

  it('says what is wrong with a list, and quotes no key', async () => {
    assert.match(await refusal(a), /entry 1 is not id=base64/);
    assert.match(await refusal(`k1=${a},k2:${b.slice(0, -1)}`), /entry 2 is not id=base64/);
    assert.match(await refusal(`k1=${a},`), /entry 2 is not id=base64/);
    assert.match(await refusal(`k1=${a},k1=${b}`), /two keys with the same id/);
    assert.match(await refusal(`k1=${a.slice(4)}`), /"k1" is not 32 bytes/);
    assert.match(await refusal(`${a}=${b}`), /the id of entry 1|is not 32 bytes|not id=base64/);
    assert.match(await refusal(`/${a}`), /names a file that cannot be read/);
  });
});
