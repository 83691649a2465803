import { createCipheriv, randomBytes } from 'node:crypto';
import { parseEntries, credentialsOf } from '../entries.js';
import { deriveKey, kdfFor } from './derive.js';
import { formatFile, headerLines, type Header } from './format.js';
import { readKeys, type KeySource } from './keys.js';

/**
 * Encrypts the text of a plain secrets file with the first key. What could not be read back as credentials is refused,
 * with an error that names `path` and the entry.
 */
export async function encryptSecrets(
  plain: string,
  path: string,
  keys: KeySource,
): Promise<{ readonly text: string; readonly entries: number }> {
  const subject = 'The secrets';
  const entries = parseEntries(plain, path, subject);
  for (const entry of entries.keys()) credentialsOf(entries, entry, path, subject);
  const [key] = await readKeys(keys, subject);
  if (key === undefined) throw new Error('no key');
  const kdf = kdfFor(key);
  const salt = randomBytes(16);
  const nonce = randomBytes(12);
  const { keyId, cipherKey } = await deriveKey(key, kdf, salt);
  const header: Header = {
    cipher: 'aes-256-gcm',
    kdf,
    salt: salt.toString('base64'),
    key: keyId,
    nonce: nonce.toString('base64'),
  };
  const cipher = createCipheriv('aes-256-gcm', cipherKey, nonce);
  cipher.setAAD(Buffer.from(headerLines(header), 'utf8'));
  const sealed = [cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()];
  return { text: formatFile(header, Buffer.concat(sealed)), entries: entries.size };
}
