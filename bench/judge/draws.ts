import type { SeededRandom } from '../../src/domain/random.js';

/** Random variates for generated worlds; exact, but for the normal tail of large counts. */
export interface Draws {
  readonly unit: () => number;
  readonly normal: () => number;
  readonly poisson: (mean: number) => number;
  readonly binomial: (trials: number, share: number) => number;
  /** With this shape, mean = shape. */
  readonly gamma: (shape: number) => number;
}

export function drawsOf({ unit }: SeededRandom): Draws {
  let spare: number | null = null;
  const normal = (): number => {
    if (spare !== null) {
      const kept = spare;
      spare = null;
      return kept;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - unit()));
    const angle = 2 * Math.PI * unit();
    spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  };
  /** By inversion, from 0 upwards. */
  const poisson = (mean: number): number => {
    if (mean > 500) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal()));
    let left = unit();
    let mass = Math.exp(-mean);
    let count = 0;
    while (left > mass && count < 2000) {
      left -= mass;
      count += 1;
      mass *= mean / count;
    }
    return count;
  };
  const binomial = (trials: number, share: number): number => {
    if (share > 0.5) return trials - binomial(trials, 1 - share);
    if (trials === 0 || share <= 0) return 0;
    if (trials * share > 300) {
      const drawn = trials * share + Math.sqrt(trials * share * (1 - share)) * normal();
      return Math.min(trials, Math.max(0, Math.round(drawn)));
    }
    let left = unit();
    let mass = (1 - share) ** trials;
    let count = 0;
    while (left > mass && count < trials) {
      left -= mass;
      count += 1;
      mass *= ((trials - count + 1) / count) * (share / (1 - share));
    }
    return count;
  };
  /** Marsaglia and Tsang; shape at least 1/3. */
  const gamma = (shape: number): number => {
    if (shape <= 0) return 0;
    if (shape < 1) return gamma(shape + 1) * unit() ** (1 / shape);
    const d = shape - 1 / 3;
    const c = 1 / Math.sqrt(9 * d);
    for (;;) {
      const x = normal();
      const v = (1 + c * x) ** 3;
      if (v <= 0) continue;
      if (Math.log(1 - unit()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
    }
  };
  return { unit, normal, poisson, binomial, gamma };
}
