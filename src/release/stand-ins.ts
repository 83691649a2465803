import type { z } from 'zod';

import type { PathSegment } from '../domain/json-path.js';
import { schemaProblems } from './schema/issue.js';

type Place = readonly PathSegment[];

/** A document that a schema takes, and where it is not what its file says. */
export interface StoodIn<T> {
  readonly data: T;
  readonly places: readonly Place[];
}

const ABSENT = Symbol('absent');
/** Single values only: for want of a whole branch the rest would look wrong, too. */
const CANDIDATES = ['x', 1, 'UTC', 'file:x', 'https://x.invalid', true, 'guide'];

/**
 * Puts something that a schema takes in the place of whatever it does not, so that all the rest can be looked at as
 * well and nobody has to mend a file line by line. Null where a whole branch or a member's name is wrong: the rest would seem so, too.
 */
export function withStandIns<S extends z.ZodType>(
  schema: S,
  value: unknown,
): StoodIn<z.infer<S>> | null {
  const copy: unknown = structuredClone(value);
  const tried = new Map<string, { readonly path: Place; next: number }>();
  for (;;) {
    const result = schema.safeParse(copy);
    if (result.success)
      return { data: result.data, places: [...tried.values()].map(({ path }) => path) };
    for (const { path, message } of schemaProblems(schema, result.error, copy)) {
      const key = JSON.stringify(path);
      const attempt = tried.get(key) ?? { path, next: 0 };
      tried.set(key, attempt);
      const isUnknown = message.startsWith('unknown member');
      // What is misspelt is missing under its right name.
      if (isUnknown && message.includes('Did you mean')) return null;
      const candidate = isUnknown ? ABSENT : CANDIDATES[attempt.next];
      attempt.next += 1;
      if (path.length < 2 || candidate === undefined || !put(copy, path, candidate)) return null;
    }
  }
}

/** False where it cannot be put there. */
function put(root: unknown, path: Place, value: unknown): boolean {
  let holder = root;
  for (const part of path.slice(0, -1)) {
    if (typeof holder !== 'object' || holder === null || !Object.hasOwn(holder, part)) return false;
    holder = (holder as Record<PathSegment, unknown>)[part];
  }
  const last = path.at(-1);
  if (typeof holder !== 'object' || holder === null || last === undefined) return false;
  if (value !== ABSENT) {
    Object.defineProperty(holder, last, {
      value,
      configurable: true,
      enumerable: true,
      writable: true,
    });
    return true;
  }
  // An element that is gone would move those after it.
  if (Array.isArray(holder)) return false;
  return Reflect.deleteProperty(holder, last);
}

/** True where a finding would be about a stand-in, or about whatever holds it. */
export function isAboutStandIn(path: string, standIns: readonly string[]): boolean {
  return standIns.some(
    (place) =>
      path === place ||
      path.startsWith(`${place}.`) ||
      path.startsWith(`${place}[`) ||
      path === holderOf(place),
  );
}

function holderOf(path: string): string {
  return path.replace(/(\.[^.[\]]+|\[[^[\]]*\])$/, '');
}
