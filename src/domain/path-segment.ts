import type { Json } from './json.js';
import type { PlanPath } from './org-plan.js';

/**
 * Escapes of the parts of a plan path. RFC 6901 gives `~0` and `~1`; brackets are escaped so that a member
 * called `[x]` is no element, and the colon of a literal id `ref:x` so that it is no reference.
 */
const ESCAPES: readonly (readonly [string, string])[] = [
  ['~', '~0'],
  ['/', '~1'],
  ['[', '~2'],
  [']', '~3'],
];
const NEEDS_ESCAPE = /[~/[\]]/;
const REFERENCE = 'ref:';
const LITERAL_REFERENCE = 'ref~4';

/** The segments of a path, still escaped. Throws where it is no path below a body. */
export function splitPath(path: PlanPath): string[] {
  const segments = path.slice(1).split('/');
  if (!path.startsWith('/') || isElementSegment(segments[0] ?? '')) {
    throw new Error(`not a path below a resource: "${path}"`);
  }
  return segments;
}

/** True for the segment of a keyed list's element. */
export function isElementSegment(segment: string): boolean {
  return segment.startsWith('[');
}

/** The segment for a member of this name. */
export function memberSegment(name: string): string {
  return escape(name);
}

/** The name that a member's segment stands for. */
export function memberOfSegment(segment: string): string {
  return unescape(segment);
}

/** The segment for the element with this id: `[id]`, or `[ref:key]` where the id is still symbolic. */
export function elementSegment(id: string | number | boolean | { readonly ref: string }): string {
  if (typeof id === 'object') return `[${REFERENCE}${escape(id.ref)}]`;
  const text = escape(String(id));
  const isLookalike = text.startsWith(REFERENCE);
  return `[${isLookalike ? LITERAL_REFERENCE + text.slice(REFERENCE.length) : text}]`;
}

/** The id that an element's segment stands for; a number or boolean comes back as its text. */
export function idOfSegment(segment: string): Json {
  const key = referenceOfSegment(segment);
  return key === null ? unescape(segment.slice(1, -1)) : { ref: key };
}

/** The key that a `[ref:key]` segment names, null for any other segment. */
export function referenceOfSegment(segment: string): string | null {
  const opening = `[${REFERENCE}`;
  return segment.startsWith(opening) ? unescape(segment.slice(opening.length, -1)) : null;
}

function escape(text: string): string {
  if (!NEEDS_ESCAPE.test(text)) return text;
  return ESCAPES.reduce((done, [plain, escaped]) => done.replaceAll(plain, escaped), text);
}

function unescape(text: string): string {
  if (!text.includes('~')) return text;
  const literal = text.replaceAll('~4', ':');
  return ESCAPES.toReversed().reduce(
    (done, [plain, escaped]) => done.replaceAll(escaped, plain),
    literal,
  );
}
