import { createSecretKey, randomBytes, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import { EncryptionError } from './encryption-error.js';

export const KEY_BYTES = 32;

/**
 * The keys that payloads are encrypted with. They are KeyObjects, since these show no bytes when they are printed
 * or logged by mistake.
 */
export interface Keyring {
  /** Id of the key for new payloads. */
  readonly current: string;
  readonly keys: ReadonlyMap<string, KeyObject>;
}

/** Shorter than a key in base64, so that a key that stands in the place of an id is no id, and is not printed. */
const KeyId = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$/);

const Document = z.strictObject({ current: z.string(), keys: z.record(z.string(), z.unknown()) });

/**
 * Reads `{current: id, keys: {id: base64 of 32 bytes}}`.
 * @param where what messages call the place, such as a file's path
 * @throws EncryptionError that never quotes a key
 */
export function parseKeyring(content: unknown, where: string): Keyring {
  const parsed = Document.safeParse(content);
  if (!parsed.success) {
    throw new EncryptionError(
      `${where} must hold {current: id, keys: {id: base64 of ${KEY_BYTES} bytes}} and nothing else: rollcall codec keygen prints an entry.`,
    );
  }
  const { current } = parsed.data;
  const keys = new Map<string, KeyObject>();
  Object.entries(parsed.data.keys).forEach(([id, text], index) => {
    keys.set(idOf(id, index, where), keyOf(text, id, where));
  });
  checkDistinct(keys, where);
  if (keys.has(current)) return { current, keys };
  const named = KeyId.safeParse(current).success ? ` "${current}"` : '';
  const known = keys.size === 0 ? 'it has none' : `it has ${[...keys.keys()].join(', ')}`;
  throw new EncryptionError(
    `${where} has no key under the id that current names${named} (${known}).`,
  );
}

/** A key for a new entry, in base64. */
export function newKey(): string {
  return randomBytes(KEY_BYTES).toString('base64');
}

/** True where a text can be a key's id. */
export function isKeyId(text: string): boolean {
  return KeyId.safeParse(text).success;
}

function idOf(id: string, index: number, where: string): string {
  if (isKeyId(id)) return id;
  throw new EncryptionError(
    `${where}: the id of entry ${index + 1} of keys is none: letters, digits, ".", "_" and "-", at most 32 of them, a letter or digit first.`,
  );
}

function keyOf(text: unknown, id: string, where: string): KeyObject {
  const bytes = typeof text === 'string' ? Buffer.from(text, 'base64') : Buffer.alloc(0);
  // Buffer skips what is no base64: only a text that comes back the same was read whole.
  if (bytes.length === KEY_BYTES && bytes.toString('base64') === text) {
    return createSecretKey(bytes);
  }
  throw new EncryptionError(
    `${where}: the key "${id}" is not ${KEY_BYTES} bytes in base64 (44 characters): make one with rollcall codec keygen.`,
  );
}

/** One key under two ids is a rotation that did not happen. */
function checkDistinct(keys: ReadonlyMap<string, KeyObject>, where: string): void {
  const entries = [...keys];
  for (const [index, [id, key]] of entries.entries()) {
    const twin = entries.slice(index + 1).find(([, other]) => other.equals(key));
    if (twin !== undefined) {
      throw new EncryptionError(
        `${where}: "${id}" and "${twin[0]}" are the same key: make a new one with rollcall codec keygen.`,
      );
    }
  }
}
