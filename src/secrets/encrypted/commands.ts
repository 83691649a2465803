import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { SecretError } from '../errors.js';
import { createDecrypter, isEncrypted } from './decrypt.js';
import { encryptSecrets } from './encrypt.js';
import type { KeySource } from './keys.js';

const SUBJECT = 'The secrets';

/** Writes text that only its owner may read. Throws a SecretError where the file is there already. */
export async function writeNewSecret(path: string, text: string): Promise<void> {
  await writeFile(path, text, { mode: 0o600, flag: 'wx' }).catch((error: NodeJS.ErrnoException) => {
    const why = error.code === 'EEXIST' ? 'it is there already' : (error.code ?? 'failed');
    throw new SecretError(`${path} is not written: ${why}.`);
  });
}

/** Encrypts a plain secrets file into another, which it replaces in one step. Returns the number of entries. */
export async function encryptFile(plain: string, out: string, keys: KeySource): Promise<number> {
  const text = await textOf(plain);
  if (isEncrypted(text)) throw new SecretError(`${plain} is encrypted already.`);
  const sealed = await encryptSecrets(text, plain, keys);
  const draft = `${out}.${process.pid}.tmp`;
  try {
    await writeNewSecret(draft, sealed.text);
    await rename(draft, out);
  } finally {
    await rm(draft, { force: true });
  }
  return sealed.entries;
}

/** The plain text of an encrypted secrets file. */
export async function decryptFile(path: string, keys: KeySource): Promise<string> {
  const text = await textOf(path);
  if (!isEncrypted(text)) throw new SecretError(`${path} is not encrypted.`);
  return createDecrypter(keys)(text, path, SUBJECT);
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    throw new SecretError(`${SUBJECT} cannot be read: there is no readable file at ${path}.`);
  }
}
