import type { CallInterval } from './evidence.js';

/** Calls of one org in a window. */
export interface Counts {
  readonly offered: number;
  readonly answered: number;
  readonly abandoned: number;
  readonly waitSeconds: number;
  readonly hits: number;
  readonly attempts: number;
  readonly intervals: number;
}

export const NO_CALLS: Counts = {
  offered: 0,
  answered: 0,
  abandoned: 0,
  waitSeconds: 0,
  hits: 0,
  attempts: 0,
  intervals: 0,
};

/** Sums of an org's intervals at any cut, without adding them up anew. */
export interface RunningCounts {
  /** Intervals from number `from` up to, not including, `to`; missing ones add nothing. */
  readonly between: (from: number, to: number) => Counts;
}

const COLUMNS = 7;

/** `slots[i]` is the interval at position i of a common grid, undefined where it is missing. */
export function runningCounts(slots: readonly (CallInterval | undefined)[]): RunningCounts {
  const sums = new Float64Array((slots.length + 1) * COLUMNS);
  for (const [at, slot] of slots.entries()) {
    const from = at * COLUMNS;
    const to = from + COLUMNS;
    for (let column = 0; column < COLUMNS; column += 1) sums[to + column] = sums[from + column]!;
    if (slot === undefined) continue;
    sums[to]! += slot.offered;
    sums[to + 1]! += slot.answered;
    sums[to + 2]! += slot.abandoned;
    sums[to + 3]! += slot.waitSecondsTotal;
    sums[to + 4]! += slot.strategyHits;
    sums[to + 5]! += slot.strategyAttempts;
    sums[to + 6]! += 1;
  }
  return {
    between: (from, to) => {
      const a = from * COLUMNS;
      const b = to * COLUMNS;
      return {
        offered: sums[b]! - sums[a]!,
        answered: sums[b + 1]! - sums[a + 1]!,
        abandoned: sums[b + 2]! - sums[a + 2]!,
        waitSeconds: sums[b + 3]! - sums[a + 3]!,
        hits: sums[b + 4]! - sums[a + 4]!,
        attempts: sums[b + 5]! - sums[a + 5]!,
        intervals: sums[b + 6]! - sums[a + 6]!,
      };
    },
  };
}

/** What is left of a window without a part of it. */
export function without(whole: Counts, part: Counts): Counts {
  return {
    offered: whole.offered - part.offered,
    answered: whole.answered - part.answered,
    abandoned: whole.abandoned - part.abandoned,
    waitSeconds: whole.waitSeconds - part.waitSeconds,
    hits: whole.hits - part.hits,
    attempts: whole.attempts - part.attempts,
    intervals: whole.intervals - part.intervals,
  };
}

export function plus(one: Counts, other: Counts): Counts {
  return {
    offered: one.offered + other.offered,
    answered: one.answered + other.answered,
    abandoned: one.abandoned + other.abandoned,
    waitSeconds: one.waitSeconds + other.waitSeconds,
    hits: one.hits + other.hits,
    attempts: one.attempts + other.attempts,
    intervals: one.intervals + other.intervals,
  };
}
