/** Advance of a character in a monospaced font, as a share of its size; no common font has a wider one. */
const ADVANCE = 0.62;
const MAXIMUM_CELLS = 44;
/** Whole planes of scripts and signs that take two cells; too wide is no harm, too narrow cuts. */
const FIRST_WIDE = 0x1100;

/** Width of a text in pixels, at least as wide as it is drawn. */
export function widthOf(text: string, fontSize: number): number {
  return cellsOf(text) * ADVANCE * fontSize;
}

/** The text, or as much of it as a box takes. */
export function fitted(text: string): string {
  if (cellsOf(text) <= MAXIMUM_CELLS) return text;
  let kept = '';
  for (const character of text) {
    if (cellsOf(kept + character) > MAXIMUM_CELLS - 1) break;
    kept += character;
  }
  return `${kept}…`;
}

function cellsOf(text: string): number {
  let cells = 0;
  for (const character of text) cells += cellOf(character.codePointAt(0) ?? 0);
  return cells;
}

function cellOf(codePoint: number): number {
  // The ellipsis is among signs that are drawn narrow.
  return codePoint < FIRST_WIDE || codePoint === 0x2026 ? 1 : 2;
}

/** Text for XML: markup means nothing in it, and what XML does not allow is replaced. */
export function escapeXml(text: string): string {
  return text
    .replace(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
    .replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
