import { readFile } from 'node:fs/promises';
import { createDecrypter, isEncrypted } from './encrypted/decrypt.js';
import type { KeySource } from './encrypted/keys.js';
import { credentialsOf, parseEntries, textOf, type SecretEntries } from './entries.js';
import { SecretError } from './errors.js';
import type { SecretProvider, SecretTexts } from './port.js';
import { referenceOf } from './reference.js';

/**
 * Credentials from a JSON or YAML file `{entry: {client_id, client_secret}}`, plain or encrypted (its first line tells),
 * for references `file:entry`. Read anew each time: a rotation needs no restart, and nothing of it stays in memory.
 */
export function createFileSecrets(path: string, keys: KeySource): SecretProvider & SecretTexts {
  const decrypt = createDecrypter(keys);
  const entriesFor = async (subject: string): Promise<SecretEntries> => {
    const text = await contentOf(path, subject);
    const plain = isEncrypted(text) ? await decrypt(text, path, subject) : text;
    return parseEntries(plain, path, subject);
  };
  return {
    async read(reference) {
      const { entry } = referenceOf('file', reference);
      const subject = `Credentials "${reference}"`;
      return credentialsOf(await entriesFor(subject), entry, path, subject);
    },
    async readText(reference) {
      const { entry } = referenceOf('file', reference);
      const subject = `Credentials "${reference}"`;
      return textOf(await entriesFor(subject), entry, path, subject);
    },
  };
}

async function contentOf(path: string, subject: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    throw new SecretError(
      `${subject} cannot be read: there is no readable secrets file at ${path}.`,
    );
  }
}
