import assert from 'node:assert/strict';
import { createSecretKey, type KeyObject } from 'node:crypto';
import { inspect } from 'node:util';
import { defaultPayloadConverter, type Payload } from '@temporalio/common';
import { EncryptionError } from '../../src/codec/encryption-error.js';
import { newKey, type Keyring } from '../../src/codec/keyring.js';
import { createPayloadCodec } from '../../src/codec/payload-codec.js';
import { REFUSED_PAYLOAD } from '../../src/codec/plain-payloads.js';

const K1 = newKey();
const K2 = newKey();

function keyring(current: string, keys: Record<string, string>): Keyring {
  const entries = Object.entries(keys).map(([id, text]): [string, KeyObject] => [
    id,
    createSecretKey(Buffer.from(text, 'base64')),
  ]);
  return { current, keys: new Map(entries) };
}

const codec = createPayloadCodec(keyring('k1', { k1: K1 }));
const value = { org: 'org_sub_002', weights: [1, 2] };
const plain = (): Payload => defaultPayloadConverter.toPayload(value);

async function encrypted(): Promise<Payload> {
  const [payload] = await codec.encode([plain()]);
  assert.ok(payload !== undefined);
  return payload;
}

function texts({ metadata }: Payload): Record<string, string> {
  return Object.fromEntries(
    Object.entries(metadata ?? {}).map(([name, bytes]) => [name, Buffer.from(bytes).toString()]),
  );
}

function valueOf(payloads: readonly Payload[]): unknown {
  assert.equal(payloads.length, 1);
  return defaultPayloadConverter.fromPayload(payloads[0] as Payload);
}

describe('the payload codec', () => {
  it('hides a payload and its metadata, and names encoding, cipher and key', async () => {
    const payload = await encrypted();
    assert.deepEqual(texts(payload), {
      encoding: 'binary/encrypted',
      'encryption-cipher': 'AES-256-GCM',
      'encryption-key-id': 'k1',
    });
    const bytes = Buffer.from(payload.data ?? []);
    assert.equal(bytes.includes('org_sub_002'), false);
    assert.equal(bytes.includes('json/plain'), false);
    assert.deepEqual(valueOf(await codec.decode([payload])), value);
  });

  it('takes a payload without data, and keeps metadata that it does not know', async () => {
    const odd: Payload = {
      metadata: { encoding: Buffer.from('binary/null'), x: Buffer.from('y') },
    };
    const [back] = await codec.decode(await codec.encode([odd]));
    assert.deepEqual(texts(back as Payload), { encoding: 'binary/null', x: 'y' });
    assert.equal(back?.data?.length ?? 0, 0);
    assert.deepEqual(await codec.encode([]), []);
  });

  it('takes a new nonce for each payload', async () => {
    const nonces = (await codec.encode(Array.from({ length: 500 }, plain))).map(({ data }) =>
      Buffer.from(data?.subarray(0, 12) ?? []).toString('hex'),
    );
    assert.equal(new Set(nonces).size, 500);
  });

  it('decodes what an older key encrypted, and encrypts with the current one', async () => {
    const rotated = createPayloadCodec(keyring('k2', { k1: K1, k2: K2 }));
    assert.deepEqual(valueOf(await rotated.decode([await encrypted()])), value);
    const [fresh] = await rotated.encode([plain()]);
    assert.equal(texts(fresh as Payload)['encryption-key-id'], 'k2');
  });

  it('names a key that is not there, and the remedy', async () => {
    const payload = await encrypted();
    const after = createPayloadCodec(keyring('k2', { k2: K2 }));
    await assert.rejects(after.decode([payload]), {
      name: 'EncryptionError',
      message: /the key "k1", which is not there \(ROLLCALL_CODEC_KEYS has k2\): add that key/,
    });
    await assert.rejects(createPayloadCodec(null).decode([payload]), {
      message: /the key "k1", which is not there \(ROLLCALL_CODEC_KEYS is not set\)/,
    });
  });

  it('refuses a payload that was changed, in whatever byte', async () => {
    const payload = await encrypted();
    const length = payload.data?.length ?? 0;
    for (let at = 0; at < length; at += 1) {
      const data = Uint8Array.from(payload.data ?? []);
      data[at] = (data[at] ?? 0) ^ 1;
      await assert.rejects(
        codec.decode([{ ...payload, data }]),
        /under the key "k1" cannot be decr/,
      );
    }
    for (const end of [0, 12, 27, length - 1]) {
      const data = payload.data?.subarray(0, end) ?? null;
      await assert.rejects(codec.decode([{ ...payload, data }]), EncryptionError);
    }
  });

  it('binds the key id: the same key under another id does not open it', async () => {
    const payload = await encrypted();
    const other = createPayloadCodec(keyring('k9', { k9: K1 }));
    const renamed = {
      ...payload,
      metadata: { ...payload.metadata, 'encryption-key-id': Buffer.from('k9') },
    };
    await assert.rejects(other.decode([renamed]), /cannot be decrypted/);
  });

  it('refuses another cipher by its name', async () => {
    const payload = await encrypted();
    const metadata = { ...payload.metadata, 'encryption-cipher': Buffer.from('ROT13') };
    await assert.rejects(
      codec.decode([{ ...payload, metadata }]),
      /"ROT13", which Rollcall does not/,
    );
  });

  it('passes plain payloads through unless they are refused', async () => {
    const before = plain();
    assert.deepEqual(await codec.decode([before]), [before]);
    assert.deepEqual(await createPayloadCodec(null).encode([before]), [before]);
    const strict = createPayloadCodec(keyring('k1', { k1: K1 }), { plain: 'refused' });
    await assert.rejects(strict.decode([before]), /ROLLCALL_CODEC_REQUIRE refuses such/);
    assert.deepEqual(valueOf(await strict.decode([await encrypted()])), value);
  });

  it('replaces what is sent plain to a workflow, where a worker refuses it, and stops on the rest', async () => {
    const worker = createPayloadCodec(keyring('k1', { k1: K1 }), { plain: 'marked' });
    const workflow = { type: 'workflow', namespace: 'default', workflowId: 'w' } as const;
    assert.equal(valueOf(await worker.decode([plain()], workflow)), REFUSED_PAYLOAD);
    assert.deepEqual(valueOf(await worker.decode([await encrypted()], workflow)), value);
    const activity = { ...workflow, type: 'activity', isLocal: false } as const;
    await assert.rejects(worker.decode([plain()], activity), EncryptionError);
    await assert.rejects(worker.decode([plain()]), EncryptionError);
  });

  it('replaces what is sent to a workflow and only calls itself encrypted: no key will ever open it', async () => {
    const workflow = { type: 'workflow', namespace: 'default', workflowId: 'w' } as const;
    const activity = { ...workflow, type: 'activity', isLocal: false } as const;
    const whole = await encrypted();
    const never: Payload[] = [
      { metadata: { encoding: Buffer.from('binary/encrypted') }, data: Buffer.alloc(99) },
      { ...whole, data: Buffer.alloc(27) },
      { ...whole, metadata: { ...whole.metadata, 'encryption-key-id': Buffer.from('a b') } },
    ];
    for (const keys of [null, keyring('k1', { k1: K1 })]) {
      const worker = createPayloadCodec(keys, { marksUnreadable: true });
      for (const payload of never) {
        assert.equal(valueOf(await worker.decode([payload], workflow)), REFUSED_PAYLOAD);
        await assert.rejects(worker.decode([payload], activity), EncryptionError);
        await assert.rejects(createPayloadCodec(keys).decode([payload]), EncryptionError);
      }
    }
    // A key that is missing can be given: nothing is to be lost by then.
    const without = createPayloadCodec(null, { marksUnreadable: true });
    await assert.rejects(without.decode([whole], workflow), EncryptionError);
  });

  it('shows no key when a keyring is printed', () => {
    const shown = inspect(keyring('k1', { k1: K1 }), { depth: null, showHidden: true });
    assert.match(shown, /k1/);
    for (const form of forms(K1)) assert.equal(shown.includes(form), false);
  });
});

function forms(key: string): string[] {
  const bytes = Buffer.from(key, 'base64');
  return [key, bytes.toString('hex'), [...bytes.subarray(0, 4)].join(', ')];
}
