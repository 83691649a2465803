import type { Payload, PayloadCodec } from '@temporalio/common';
import proto from '@temporalio/proto';
import { CIPHER, FEWEST_BYTES, open, seal } from './cipher.js';
import { EncryptionError } from './encryption-error.js';
import { isKeyId, type Keyring } from './keyring.js';
import { marker, takePlain, type PlainPayloads } from './plain-payloads.js';

const ENCODING = 'binary/encrypted';
const PayloadMessage = proto.temporal.api.common.v1.Payload;

export interface CodecOptions {
  /** Default: they are taken, so that encryption can be switched on while rollouts run. */
  readonly plain?: PlainPayloads;
  /**
   * A worker's way with what only calls itself encrypted, and no key will ever open: sent to a workflow, it becomes a
   * text that no schema of a message takes. Default: it is refused.
   */
  readonly marksUnreadable?: boolean;
}

/**
 * Encrypts each payload whole, its metadata too, under the current key, and decrypts each by the key that it names.
 * Without a keyring payloads leave as they are, and one that is encrypted is refused with the remedy.
 * @throws EncryptionError on a key that is not there, and on a payload that was tampered with
 */
export function createPayloadCodec(
  keyring: Keyring | null,
  { plain = 'taken', marksUnreadable = false }: CodecOptions = {},
): PayloadCodec {
  return {
    encode: async (payloads) =>
      keyring === null ? payloads : payloads.map((payload) => encrypt(keyring, payload)),
    decode: async (payloads, context) =>
      payloads.map((payload) => {
        if (textOf(payload, 'encoding') !== ENCODING) return takePlain(payload, plain, context);
        // A key that is missing is not among these: it can be given, and nothing is lost.
        const isForWorkflow = marksUnreadable && context?.type === 'workflow';
        return isForWorkflow && isNeverReadable(payload) ? marker() : decrypt(keyring, payload);
      }),
  };
}

function encrypt({ current, keys }: Keyring, payload: Payload): Payload {
  const key = keys.get(current);
  if (key === undefined) throw new EncryptionError(`There is no key "${current}".`);
  return {
    metadata: {
      encoding: Buffer.from(ENCODING),
      'encryption-cipher': Buffer.from(CIPHER),
      'encryption-key-id': Buffer.from(current),
    },
    data: seal(key, PayloadMessage.encode(payload).finish(), boundTo(current)),
  };
}

function decrypt(keyring: Keyring | null, payload: Payload): Payload {
  const id = textOf(payload, 'encryption-key-id');
  const cipher = textOf(payload, 'encryption-cipher');
  if (cipher !== CIPHER) {
    throw new EncryptionError(
      `A payload is encrypted with ${JSON.stringify(cipher)}, which Rollcall does not read: it reads ${CIPHER}.`,
    );
  }
  const key = keyring?.keys.get(id);
  if (key === undefined) throw unknownKey(id, keyring);
  const plain = open(key, payload.data ?? new Uint8Array(), boundTo(id));
  if (plain !== null) return PayloadMessage.decode(plain);
  throw new EncryptionError(
    `A payload under the key "${id}" cannot be decrypted: it was changed on its way, or ROLLCALL_CODEC_KEYS has other bytes under this id than its writer.`,
  );
}

/** True for what no codec of ours has written, whatever keys it has. */
function isNeverReadable(payload: Payload): boolean {
  return (
    textOf(payload, 'encryption-cipher') === '' ||
    !isKeyId(textOf(payload, 'encryption-key-id')) ||
    (payload.data?.length ?? 0) < FEWEST_BYTES
  );
}

function unknownKey(id: string, keyring: Keyring | null): EncryptionError {
  const known =
    keyring === null
      ? 'ROLLCALL_CODEC_KEYS is not set'
      : `ROLLCALL_CODEC_KEYS has ${[...keyring.keys.keys()].join(', ')}`;
  return new EncryptionError(
    `A payload is encrypted with the key ${JSON.stringify(id)}, which is not there (${known}): add that key to ROLLCALL_CODEC_KEYS, and keep it for as long as rollouts under it are read.`,
  );
}

/** Authenticated with each payload: a payload whose metadata was exchanged does not open. */
function boundTo(keyId: string): Uint8Array {
  return Buffer.from(JSON.stringify([ENCODING, CIPHER, keyId]));
}

function textOf(payload: Payload, name: string): string {
  return Buffer.from(payload.metadata?.[name] ?? []).toString();
}
