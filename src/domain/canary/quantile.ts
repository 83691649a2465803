/** Lanczos' approximation of the gamma function, g = 7. */
const LANCZOS = [
  0.9999999999998099, 676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406,
  12.507343278686905, -0.13857109526572012, 9.984369578019572e-6, 1.5056327351493116e-7,
];
/** Halving this often leaves nothing that a double could tell apart. */
const HALVINGS = 80;

/**
 * The value below which Student's t falls with this probability, 0 < p < 1. `freedom`: degrees of freedom,
 * from 1 up to some 10,000, not necessarily whole.
 */
export function studentQuantile(probability: number, freedom: number): number {
  const upper = Math.max(probability, 1 - probability);
  let low = 0;
  let high = 1;
  while (studentDistribution(high, freedom) < upper) high *= 2;
  for (let step = 0; step < HALVINGS; step += 1) {
    const middle = (low + high) / 2;
    if (studentDistribution(middle, freedom) < upper) low = middle;
    else high = middle;
  }
  return Math.sign(probability - 0.5) * high;
}

/** The probability that Student's t is at least `value`. */
export function studentTail(value: number, freedom: number): number {
  return value >= 0
    ? 1 - studentDistribution(value, freedom)
    : studentDistribution(-value, freedom);
}

/** The probability that Student's t is at most `value`, which is not negative. */
function studentDistribution(value: number, freedom: number): number {
  return 1 - incompleteBeta(freedom / (freedom + value * value), freedom / 2, 0.5) / 2;
}

/** The regularized incomplete beta function, by its continued fraction (Lentz). */
function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0 || x >= 1) return Math.min(1, Math.max(0, x));
  // The fraction converges fast on this side only; the other is its mirror image.
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a);
  const front = Math.exp(
    logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log(1 - x),
  );
  let c = 1;
  let d = 1 / (1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  for (let m = 1; m <= 1000; m += 1) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / (1 + even * d);
    c = 1 + even / c;
    fraction *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / (1 + odd * d);
    c = 1 + odd / c;
    fraction *= d * c;
    if (Math.abs(d * c - 1) < 1e-15) break;
  }
  return (front * fraction) / a;
}

/** For x from 0.5. */
export function logGamma(x: number): number {
  const [first = 0, ...others] = LANCZOS;
  const sum = others.reduce((done, term, at) => done + term / (x + at), first);
  const shifted = x + 6.5;
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(shifted) - shifted + Math.log(sum);
}

/** The value below which a Beta(a, b) falls with this probability; a and b from 0.5. */
export function betaQuantile(probability: number, a: number, b: number): number {
  let low = 0;
  let high = 1;
  for (let step = 0; step < HALVINGS; step += 1) {
    const middle = (low + high) / 2;
    if (incompleteBeta(middle, a, b) < probability) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Degrees of freedom from which Student's t and the normal are the same to seven digits. */
const AS_GOOD_AS_NORMAL = 1e8;

/** The value below which a standard normal falls with this probability. */
export function normalQuantile(probability: number): number {
  return probability === 0.5 ? 0 : studentQuantile(probability, AS_GOOD_AS_NORMAL);
}

/** The probability that a standard normal is at least `value`. */
export function normalTail(value: number): number {
  return studentTail(value, AS_GOOD_AS_NORMAL);
}
