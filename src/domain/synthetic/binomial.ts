import { logGamma } from '../canary/quantile.js';

/** The probability of at least `successes` among `trials`, each with the given one. */
export function binomialTail(successes: number, trials: number, probability: number): number {
  if (successes <= 0) return 1;
  if (probability <= 0 || successes > trials) return 0;
  if (probability >= 1) return 1;
  let sum = 0;
  for (let count = successes; count <= trials; count += 1)
    sum += Math.exp(
      logChoose(trials, count) +
        count * Math.log(probability) +
        (trials - count) * Math.log1p(-probability),
    );
  return Math.min(1, sum);
}

function logChoose(from: number, count: number): number {
  return logGamma(from + 1) - logGamma(count + 1) - logGamma(from - count + 1);
}
