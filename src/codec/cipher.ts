import { createCipheriv, createDecipheriv, randomBytes, type KeyObject } from 'node:crypto';

/** Named in each payload's metadata. */
export const CIPHER = 'AES-256-GCM';

const ALGORITHM = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** Of anything sealed: nonce and tag around nothing. */
export const FEWEST_BYTES = NONCE_BYTES + TAG_BYTES;

/** Nonce (random, 96 bits), ciphertext and tag, in this order. */
export function seal(key: KeyObject, plain: Uint8Array, bound: Uint8Array): Uint8Array {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(bound);
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

/** What was sealed; null where key, bound data or bytes are not those of the sealing. */
export function open(key: KeyObject, sealed: Uint8Array, bound: Uint8Array): Uint8Array | null {
  if (sealed.length < FEWEST_BYTES) return null;
  const end = sealed.length - TAG_BYTES;
  const nonce = sealed.subarray(0, NONCE_BYTES);
  const decipher = createDecipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(bound);
  decipher.setAuthTag(sealed.subarray(end));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES, end)), decipher.final()]);
  } catch {
    return null;
  }
}
