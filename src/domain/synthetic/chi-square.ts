import { logGamma } from '../canary/quantile.js';

const LONGEST_SERIES = 10_000;
const PRECISION = 1e-15;
const HALVINGS = 80;

/** The probability that χ² with `freedom` degrees of freedom is at least `value`. */
export function chiSquareTail(value: number, freedom: number): number {
  return value <= 0 ? 1 : upperGamma(freedom / 2, value / 2);
}

/** The value that χ² passes with this probability, 0 < p < 1. */
export function chiSquareCritical(probability: number, freedom: number): number {
  let low = 0;
  let high = freedom;
  while (chiSquareTail(high, freedom) > probability) high *= 2;
  for (let step = 0; step < HALVINGS; step += 1) {
    const middle = (low + high) / 2;
    if (chiSquareTail(middle, freedom) > probability) low = middle;
    else high = middle;
  }
  return high;
}

/** Pearson's statistic of counts against expected counts, none of which is 0, and its tail. */
export function chiSquareTest(
  observed: readonly number[],
  expected: readonly number[],
): { readonly statistic: number; readonly p: number } {
  const statistic = expected.reduce(
    (sum, wanted, at) => sum + ((observed[at] ?? 0) - wanted) ** 2 / wanted,
    0,
  );
  return { statistic, p: chiSquareTail(statistic, expected.length - 1) };
}

/** The regularized upper incomplete gamma function: its series below, its continued fraction above. */
function upperGamma(a: number, x: number): number {
  const front = Math.exp(a * Math.log(x) - x - logGamma(a));
  return x < a + 1 ? Math.max(0, 1 - front * series(a, x)) : front * fraction(a, x);
}

function series(a: number, x: number): number {
  let term = 1 / a;
  let sum = term;
  for (let n = 1; n < LONGEST_SERIES && term > sum * PRECISION; n += 1) {
    term *= x / (a + n);
    sum += term;
  }
  return sum;
}

/** By Lentz. */
function fraction(a: number, x: number): number {
  let b = x + 1 - a;
  let c = Infinity;
  let d = 1 / b;
  let value = d;
  for (let n = 1; n < LONGEST_SERIES; n += 1) {
    const step = -n * (n - a);
    b += 2;
    d = 1 / (step * d + b);
    c = b + step / c;
    value *= d * c;
    if (Math.abs(d * c - 1) < PRECISION) break;
  }
  return value;
}
