import type { z } from 'zod';
import { canonicalJson } from './canonical-json.js';
import { LedgerDamagedError } from './errors.js';

const MOST_ISSUES_SHOWN = 3;

/** A file in the ledger, as errors name it. */
export interface Place {
  readonly ref: string;
  readonly path: string;
}

/** `<ref>:<path>`, which `git show` understands. */
export function placeName({ ref, path }: Place): string {
  return `${ref}:${path}`;
}

/** Text of a record. One that could not be read back is refused here, not when a rollback needs it. */
export function encode<T>(schema: z.ZodType<T>, value: NoInfer<T>, place: Place): string {
  const text = canonicalJson(value);
  const result = schema.safeParse(JSON.parse(text));
  if (result.success) return text;
  throw new TypeError(`${placeName(place)} was not written: ${issuesOf(result.error)}`);
}

/** The record in a text that came from the ledger. */
export function decode<T>(schema: z.ZodType<T>, text: string, place: Place): T {
  const result = schema.safeParse(parse(text, place));
  if (result.success) return result.data;
  throw new LedgerDamagedError(
    `${placeName(place)} is not what Rollcall wrote there: ${issuesOf(result.error)}`,
  );
}

function parse(text: string, place: Place): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's message would quote the content.
    throw new LedgerDamagedError(`${placeName(place)} is not what Rollcall wrote there: not JSON`);
  }
}

function issuesOf(error: z.ZodError): string {
  const issues = error.issues.map(
    ({ path, message }) => `${path.join('.') || '(root)'}: ${message}`,
  );
  const more = issues.length - MOST_ISSUES_SHOWN;
  return issues.slice(0, MOST_ISSUES_SHOWN).join('; ') + (more > 0 ? `; and ${more} more` : '');
}
