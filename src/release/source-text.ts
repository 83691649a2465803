/** A file's text, or the first thing that keeps it from being one. */
export type SourceText =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly line: number; readonly message: string };

/** No configuration nests deeper, and parsers of nested text recurse. */
export const maximumDepth = 64;

/** Nobody can review a longer line, and nothing that belongs into a configuration needs one. */
export const maximumLineLength = 20_000;

/** Text that people cannot see: control characters, and marks that reorder what stands around them. */
const invisible = /[^\P{Cc}\t\n\r]|[\u202a-\u202e\u2066-\u2069]|\r(?!\n)/u;

/** Decodes a file. A byte order mark is taken away; line ends may be LF or CRLF. */
export function decodeText(bytes: Uint8Array): SourceText {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return { ok: false, line: firstBadLine(bytes), message: 'is not UTF-8 text' };
  }
  const lines = text.split('\n');
  const hidden = invisible.exec(text);
  if (hidden) {
    const code = hidden[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
    const line = text.slice(0, hidden.index).split('\n').length;
    return { ok: false, line, message: `holds a character that nobody sees (U+${code})` };
  }
  const long = lines.findIndex((line) => line.length > maximumLineLength);
  if (long >= 0)
    return {
      ok: false,
      line: long + 1,
      message: `has a line of more than ${maximumLineLength} characters`,
    };
  return { ok: true, text };
}

/** No character of UTF-8 contains the byte of a line end, so that lines can be tried one by one. */
function firstBadLine(bytes: Uint8Array): number {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let line = 1;
  for (let start = 0; start <= bytes.length; line += 1) {
    const end = bytes.indexOf(0x0a, start);
    try {
      decoder.decode(bytes.subarray(start, end < 0 ? bytes.length : end));
    } catch {
      return line;
    }
    if (end < 0) break;
    start = end + 1;
  }
  return 1;
}
