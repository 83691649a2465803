import { createSecretKey, randomBytes, type KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { SecretError } from '../errors.js';

/** Where the keys of encrypted secrets files are; the key file wins. */
export interface KeySource {
  /** A key of `rollcall secrets keygen`, or a passphrase. */
  readonly key: string | null;
  /** Path of a file with one key or passphrase a line. */
  readonly keyFile: string | null;
}

/** A random key needs no stretching, a passphrase does. */
export interface FileKey {
  readonly kind: 'random' | 'passphrase';
  readonly material: KeyObject;
}

const PREFIX = 'rollcall-key-1-';
const KEY_BYTES = 32;
const SHORTEST_PASSPHRASE = 16;

/** A new random key, as text that can be set or put into a key file. */
export function generateKey(): string {
  return PREFIX + randomBytes(KEY_BYTES).toString('base64url');
}

/**
 * All keys: the first encrypts, each may decrypt. Read anew each time, so that a rotated key needs no restart.
 * Throws a SecretError that begins with `subject`.
 */
export async function readKeys(source: KeySource, subject: string): Promise<readonly FileKey[]> {
  const lines = source.keyFile === null ? [source.key ?? ''] : await linesOf(source.keyFile);
  const texts = lines.map((line) => line.trim()).filter((line) => line !== '');
  if (texts.length === 0) {
    const remedy = 'set ROLLCALL_SECRETS_KEY or ROLLCALL_SECRETS_KEY_FILE';
    throw new SecretError(`${subject} need a key, and there is none: ${remedy}.`);
  }
  return texts.map((text) => keyOf(text, subject));

  async function linesOf(path: string): Promise<string[]> {
    try {
      return (await readFile(path, 'utf8')).split('\n');
    } catch {
      throw new SecretError(`${subject} need a key: there is no readable key file at ${path}.`);
    }
  }
}

function keyOf(text: string, subject: string): FileKey {
  if (text.startsWith(PREFIX)) {
    const encoded = text.slice(PREFIX.length);
    const bytes = Buffer.from(encoded, 'base64url');
    if (bytes.length !== KEY_BYTES || bytes.toString('base64url') !== encoded)
      throw new SecretError(`${subject} need a key, and the given one is damaged or cut off.`);
    return { kind: 'random', material: createSecretKey(bytes) };
  }
  if (text.length < SHORTEST_PASSPHRASE)
    throw new SecretError(
      `${subject} need a key: a passphrase needs at least ${SHORTEST_PASSPHRASE} characters (better: rollcall secrets keygen).`,
    );
  return { kind: 'passphrase', material: createSecretKey(Buffer.from(text, 'utf8')) };
}
