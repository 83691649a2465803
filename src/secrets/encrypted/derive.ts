import { hkdfSync, scrypt, type KeyObject } from 'node:crypto';
import type { FileKey } from './keys.js';

/** How a file's own key comes from the given one; part of the header. */
export type Kdf =
  | { readonly name: 'hkdf-sha256' }
  | { readonly name: 'scrypt'; readonly n: number; readonly r: number; readonly p: number };

/** OWASP's advice for scrypt: 128 MiB and about a third of a second. */
const SCRYPT: Kdf = { name: 'scrypt', n: 2 ** 17, r: 8, p: 1 };

export interface DerivedKey {
  /** Tells which key a file needs. It gives nothing away: it is derived like the key itself. */
  readonly keyId: string;
  readonly cipherKey: Buffer;
}

/** How new files derive their key. */
export function kdfFor(key: FileKey): Kdf {
  return key.kind === 'passphrase' ? SCRYPT : { name: 'hkdf-sha256' };
}

/** Each file has a salt of its own, hence a key of its own: no nonce is ever used twice under one key. */
export async function deriveKey(key: FileKey, kdf: Kdf, salt: Buffer): Promise<DerivedKey> {
  const root = kdf.name === 'scrypt' ? await stretched(key.material, kdf, salt) : key.material;
  // A random key has the same id in all files; a stretched one differs by file, as its salt does.
  const keyId = expand(root, Buffer.alloc(0), 'rollcall secrets key id', 8).toString('hex');
  return { keyId, cipherKey: expand(root, salt, 'rollcall secrets file', 32) };
}

function expand(root: KeyObject | Buffer, salt: Buffer, info: string, bytes: number): Buffer {
  return Buffer.from(hkdfSync('sha256', root, salt, info, bytes));
}

function stretched(
  material: KeyObject,
  { n, r, p }: Extract<Kdf, { name: 'scrypt' }>,
  salt: Buffer,
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const options = { N: n, r, p, maxmem: 256 * n * r };
    scrypt(material.export(), salt, 32, options, (error, key) =>
      error === null ? resolve(key) : reject(error),
    );
  });
}
