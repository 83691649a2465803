import { z } from 'zod';

/** First line of an encrypted secrets file. */
export const MAGIC = 'rollcall-secrets 1';

const LINE = 76;
export const TAG_BYTES = 16;
const Base64 = z.string().refine((text) => toCanonicalBytes(text) !== null);

const Header = z.strictObject({
  cipher: z.literal('aes-256-gcm'),
  // Bounded, since the header is trusted only once the key is derived.
  kdf: z.discriminatedUnion('name', [
    z.strictObject({ name: z.literal('hkdf-sha256') }),
    z.strictObject({
      name: z.literal('scrypt'),
      n: z
        .int()
        .min(2 ** 14)
        .max(2 ** 20)
        .refine((n) => Number.isInteger(Math.log2(n))),
      r: z.int().min(1).max(16),
      p: z.int().min(1).max(4),
    }),
  ]),
  salt: Base64,
  key: z.string().regex(/^[0-9a-f]{16}$/),
  nonce: Base64,
});
export type Header = z.infer<typeof Header>;

export interface EncryptedFile {
  readonly header: Header;
  /** Both header lines as they stand: they are authenticated with the content. */
  readonly authenticated: string;
  /** Ciphertext, then the tag. */
  readonly sealed: Buffer;
}

/** The lines that are authenticated with the content. */
export function headerLines(header: Header): string {
  return `${MAGIC}\n${JSON.stringify(header)}`;
}

/** Magic line, header as JSON, then the sealed bytes in base64. */
export function formatFile(header: Header, sealed: Buffer): string {
  const body = sealed.toString('base64').match(new RegExp(`.{1,${LINE}}`, 'g')) ?? [];
  return [headerLines(header), ...body, ''].join('\n');
}

/** Null where the text is not exactly the format; line ends may be Windows'. */
export function parseFile(text: string): EncryptedFile | null {
  const [magic, headerLine = '', ...body] = text.split(/\r?\n/);
  if (magic !== MAGIC || body.pop() !== '' || body.includes('')) return null;
  const header = Header.safeParse(tryJson(headerLine));
  const sealed = toCanonicalBytes(body.join(''));
  if (!header.success || sealed === null || sealed.length < TAG_BYTES) return null;
  return { header: header.data, authenticated: `${MAGIC}\n${headerLine}`, sealed };
}

/** Node skips what is no base64; a changed character must not be skipped. */
function toCanonicalBytes(text: string): Buffer | null {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : null;
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
