import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';

/** Something that was written, sent or printed. */
export interface Place {
  readonly name: string;
  readonly bytes: Buffer;
}

/** A planted secret that turned up. */
export interface Leak {
  /** Which secret; never the secret itself. */
  readonly secret: string;
  readonly place: string;
  /** How it was written. */
  readonly as: string;
  readonly offset: number;
}

/** A text as a place. */
export function placeOf(name: string, text: string): Place {
  return { name, bytes: Buffer.from(text) };
}

/** Every file below a folder, or the file itself. */
export async function placesIn(folder: string): Promise<Place[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async ({ parentPath, name }) => {
        const file = path.join(parentPath, name);
        return { name: path.relative(folder, file), bytes: await readFile(file) };
      }),
  );
}

/**
 * Searches places for secrets, byte by byte: as they are, in base64 at any alignment, in hexadecimal, percent-encoded,
 * escaped in JSON, and each of these in compressed data, too.
 */
export function leaksOf(
  secrets: Readonly<Record<string, string>>,
  places: Iterable<Place>,
): readonly Leak[] {
  const needles = Object.entries(secrets).flatMap(([secret, text]) =>
    formsOf(text).map(({ as, bytes }) => ({ secret, as, bytes })),
  );
  const leaks: Leak[] = [];
  for (const { name: place, bytes } of [...places].flatMap(unpacked))
    for (const { secret, as, bytes: needle } of needles) {
      const offset = bytes.indexOf(needle);
      if (offset >= 0) leaks.push({ secret, place, as, offset });
    }
  return leaks;
}

function formsOf(text: string): { as: string; bytes: Buffer }[] {
  if (text.length < 12) throw new Error('a planted secret is too short to be told from chance');
  const base64 = [0, 1, 2].map((shift) => {
    // The characters at both ends depend on the neighbours.
    const encoded = Buffer.concat([Buffer.alloc(shift), Buffer.from(text)]).toString('base64');
    return encoded.replaceAll('=', '').slice(shift === 0 ? 0 : shift + 1, -1);
  });
  const forms: [string, string][] = [
    ['plain', text],
    ['reversed', text.split('').toReversed().join('')],
    ['hexadecimal', Buffer.from(text).toString('hex')],
    ['percent-encoded', encodeURIComponent(text)],
    ['JSON', JSON.stringify(text).slice(1, -1)],
    ...base64.map((form): [string, string] => ['base64', form]),
    ...base64.map((form): [string, string] => [
      'base64url',
      form.replaceAll('+', '-').replaceAll('/', '_'),
    ]),
  ];
  return forms.map(([as, form]) => ({ as, bytes: Buffer.from(form) }));
}

function unpacked(place: Place): Place[] {
  if (place.bytes[0] !== 0x1f || place.bytes[1] !== 0x8b) return [place];
  return [place, { name: `${place.name} (unpacked)`, bytes: gunzipSync(place.bytes) }];
}
