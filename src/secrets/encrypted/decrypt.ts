import { createDecipheriv } from 'node:crypto';
import { SecretError } from '../errors.js';
import { deriveKey, kdfFor, type DerivedKey } from './derive.js';
import { MAGIC, parseFile, TAG_BYTES, type EncryptedFile } from './format.js';
import { readKeys, type FileKey, type KeySource } from './keys.js';

/** Takes an encrypted file's text to the plain one; `path` and `subject` are for errors. */
export type Decrypt = (text: string, path: string, subject: string) => Promise<string>;

/** True for any version of the format, so that a later one is not taken for YAML. */
export function isEncrypted(text: string): boolean {
  return text.startsWith(MAGIC.slice(0, MAGIC.indexOf(' ') + 1));
}

interface KeptKey {
  readonly of: string;
  readonly keys: readonly FileKey[];
  readonly key: Promise<DerivedKey | null>;
}

/** Decrypts files. The key of the last file is kept, and shared by many readers: stretching a passphrase takes long. */
export function createDecrypter(source: KeySource): Decrypt {
  let last: KeptKey | null = null;
  return async (text, path, subject) => {
    const file = parseFile(text);
    if (file === null)
      throw new SecretError(
        `${subject} cannot be read: ${path} is damaged, or of a later version of the format (known: ${MAGIC}).`,
      );
    const keys = await readKeys(source, subject);
    if (last?.of !== file.authenticated || !sameKeys(last.keys, keys))
      last = { of: file.authenticated, keys, key: keyFor(file, keys) };
    const key = await last.key;
    if (key === null) throw otherKey(file, path, subject);
    return open(file, key, path, subject);
  };
}

async function keyFor(
  { header }: EncryptedFile,
  keys: readonly FileKey[],
): Promise<DerivedKey | null> {
  for (const key of keys) {
    if (kdfFor(key).name !== header.kdf.name) continue;
    const derived = await deriveKey(key, header.kdf, Buffer.from(header.salt, 'base64'));
    if (derived.keyId === header.key) return derived;
  }
  return null;
}

function otherKey({ header }: EncryptedFile, path: string, subject: string): SecretError {
  const needed = header.kdf.name === 'scrypt' ? 'another passphrase' : `the key ${header.key}`;
  return new SecretError(
    `${subject} cannot be read: ${path} needs ${needed}, which is not in ROLLCALL_SECRETS_KEY or ROLLCALL_SECRETS_KEY_FILE (or its header was changed).`,
  );
}

function open(file: EncryptedFile, key: DerivedKey, path: string, subject: string): string {
  const { header, sealed, authenticated } = file;
  try {
    const nonce = Buffer.from(header.nonce, 'base64');
    const decipher = createDecipheriv('aes-256-gcm', key.cipherKey, nonce, {
      authTagLength: TAG_BYTES,
    });
    decipher.setAAD(Buffer.from(authenticated, 'utf8'));
    decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
    const plain = [decipher.update(sealed.subarray(0, -TAG_BYTES)), decipher.final()];
    return Buffer.concat(plain).toString('utf8');
  } catch {
    throw new SecretError(
      `${subject} cannot be read: ${path} was changed since it was encrypted. Restore it, or encrypt it again.`,
    );
  }
}

function sameKeys(one: readonly FileKey[], other: readonly FileKey[]): boolean {
  return (
    one.length === other.length &&
    one.every(({ material }, index) => other[index]?.material.equals(material) === true)
  );
}
