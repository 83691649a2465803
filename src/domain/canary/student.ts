import type { Crossings } from './sequential.js';
import { studentQuantile, studentTail } from './quantile.js';

/** An effect with its standard error, where there are too few ways to draw canaries for a permutation test. */
export interface StudentEffect {
  readonly effect: number;
  readonly error: number;
  readonly freedom: number;
}

export interface StudentTest {
  /** Of an effect beyond `against`, upwards; `spent`: error spent with this look, all before counted. */
  look(seen: StudentEffect, against: number, spent: number): Crossings & { readonly level: number };
}

/** Each look may err by what is newly spent at it: by Bonferroni all of them together by no more than the whole. */
export function studentTest(side: 1 | -1): StudentTest {
  let before = 0;
  let crossed = false;
  let level = 0;
  return {
    look: ({ effect, error, freedom }, against, spent) => {
      const fresh = spent - before;
      // Where nothing is left to spend, as after the horizon, a look shows its interval and decides nothing.
      if (fresh > 0) level = fresh;
      before = Math.max(before, spent);
      const p = studentTail((side * (effect - against)) / error, freedom);
      if (fresh > 0) crossed ||= p <= level;
      return { crossed, boundaryRank: 0, level };
    },
  };
}

/** From the effect to either end; `lower` and `upper` are the errors allowed there. */
export function studentInterval(
  { effect, error, freedom }: StudentEffect,
  lower: number,
  upper: number,
): readonly [number, number] {
  const reach = (level: number): number => studentQuantile(1 - level, freedom) * error;
  return [effect - reach(lower), effect + reach(upper)];
}
