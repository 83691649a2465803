/** A list that lags longer than this (wall) is not waited for. */
const LONGEST_MS = 20_000;

/** Names under which something may have been made: the answer was lost. */
export interface UnsureNames {
  /** True while one of this name may still show. */
  has(name: string): boolean;
  add(name: string): void;
}

/**
 * After a lost answer a resource is looked for by its name, and lists may lag: until it would have shown, "there is none"
 * is not known. Who makes another then has two (not every kind refuses a second one of a name), and who takes it back
 * leaves it behind.
 */
export function createUnsureNames(wallNow: () => number = Date.now): UnsureNames {
  const untilMs = new Map<string, number>();
  return {
    has(name) {
      const until = untilMs.get(name);
      if (until === undefined) return false;
      if (wallNow() < until) return true;
      untilMs.delete(name);
      return false;
    },
    add: (name) => void untilMs.set(name, wallNow() + LONGEST_MS),
  };
}
