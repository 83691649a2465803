import { sameJson } from '../../domain/equality.js';
import type { JsonObject } from '../../domain/json.js';
import { isLost } from '../kind-calls.js';
import type { CallOptions } from '../port.js';

/** A platform that lags longer than this (wall) is not waited for. */
const LONGEST_MS = 20_000;

/** What may have been written: the answer was lost. */
export interface Unsure {
  /**
   * Lets a write pass, and takes note where its answer is lost, but for one of the way back, which is sent again at
   * once. `before`: what was there; null: nothing.
   */
  during<T>(
    key: string,
    before: JsonObject | null,
    options: Pick<CallOptions, 'priority'>,
    write: () => Promise<T>,
  ): Promise<T>;
  /** True while what a read shows may be what was there before a write that has landed. */
  about(key: string, now: JsonObject | null): boolean;
}

/**
 * After a lost answer one looks, and reads may lag: until the write would have shown, what was there before it is not
 * known to be there still. Whoever makes a resource again has two of them (not every kind refuses a second one of a
 * name), and whoever takes a write back finds nothing to take back.
 */
export function createUnsure(wallNow: () => number = Date.now): Unsure {
  const writes = new Map<
    string,
    { readonly before: JsonObject | null; readonly untilMs: number }
  >();
  return {
    async during(key, before, { priority }, write) {
      try {
        return await write();
      } catch (error) {
        if (isLost(error) && priority !== 'rollback')
          writes.set(key, { before, untilMs: wallNow() + LONGEST_MS });
        throw error;
      }
    },
    about(key, now) {
      const write = writes.get(key);
      if (write === undefined) return false;
      if (wallNow() < write.untilMs && sameJson(write.before ?? undefined, now ?? undefined))
        return true;
      writes.delete(key);
      return false;
    },
  };
}
