import type { Mutation } from './repository.js';
import { sampleText } from './repository.js';

/** A configuration with something wrong in it, and where that has to be said. */
export interface MalformedCase {
  readonly what: string;
  readonly changes: Readonly<Record<string, string | Uint8Array | null>> | Mutation;
  readonly file: string;
  /** First and last line of the mutated place; null where the finding is about the whole file. */
  readonly lines: readonly [number, number] | null;
  /** What some finding at that place has to say. */
  readonly says?: RegExp;
}

/** Replaces text of a sample file once; the finding is expected on the line where it stands. */
export function replaced(
  what: string,
  file: string,
  edit: readonly [from: string, to: string],
  says?: RegExp,
): MalformedCase {
  const text = sampleText(file);
  const [from, to] = edit;
  const index = text.indexOf(from);
  if (index < 0) throw new Error(`${file} does not contain ${from}`);
  const line = lineOf(text, index);
  const last = line + to.split('\n').length - 1;
  return {
    what: `${file}: ${what}`,
    changes: { [file]: text.slice(0, index) + to + text.slice(index + from.length) },
    file,
    lines: [line, last],
    ...(says && { says }),
  };
}

/** Puts a whole text in the place of a file; the finding is expected on `line`. */
export function written(
  what: string,
  file: string,
  content: string | Uint8Array,
  at: { readonly line: number | null; readonly says?: RegExp },
): MalformedCase {
  const { line, says } = at;
  return {
    what: `${file}: ${what}`,
    changes: { [file]: content },
    file,
    lines: line === null ? null : [line, line],
    ...(says && { says }),
  };
}

/** Line of an offset, from 1. */
export function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}
