import { closestNames, suggestion } from '../../domain/closest-name.js';

/**
 * The names that are meant by what somebody wrote: each itself, or, where it is not known, the one that is suggested
 * for it. A name that is only misspelt where it is used is not unused.
 */
export function namesMeant(
  written: readonly string[],
  names: readonly string[],
  known: ReadonlySet<string> = new Set(names),
): Set<string> {
  return new Set(
    written.flatMap((name) => {
      if (known.has(name)) return [name];
      return suggestion(name, names) === '' ? [] : closestNames(name, names, 1);
    }),
  );
}
