import { readFile } from 'node:fs/promises';
import { createDecrypter, isEncrypted } from './encrypted/decrypt.js';
import type { KeySource } from './encrypted/keys.js';
import { credentialsOf, parseEntries } from './entries.js';
import { SecretError } from './errors.js';
import type { SecretProvider } from './port.js';
import { referenceOf } from './reference.js';

/**
 * Credentials from a JSON or YAML file `{entry: {client_id, client_secret}}`, plain or encrypted (its first line tells),
 * for references `file:entry`. Read anew each time: a rotation needs no restart, and nothing of it stays in memory.
 */
export function createFileSecrets(path: string, keys: KeySource): SecretProvider {
  const decrypt = createDecrypter(keys);
  return {
    async read(reference) {
      const { entry } = referenceOf('file', reference);
      const subject = `Credentials "${reference}"`;
      const text = await textOf(path, subject);
      const plain = isEncrypted(text) ? await decrypt(text, path, subject) : text;
      return credentialsOf(parseEntries(plain, path, subject), entry, path, subject);
    },
  };
}

async function textOf(path: string, subject: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    throw new SecretError(
      `${subject} cannot be read: there is no readable secrets file at ${path}.`,
    );
  }
}
