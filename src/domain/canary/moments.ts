/** A level with the variance of its estimate. */
export interface Measured {
  readonly level: number;
  readonly variance: number;
}

/** Weighted by one over the variance, `between` added to each. */
export function weightedMean(group: readonly Measured[], between: number): number {
  let total = 0;
  let sum = 0;
  for (const { level, variance } of group) {
    const weight = 1 / (variance + between);
    total += weight;
    sum += weight * level;
  }
  return total === 0 ? 0 : sum / total;
}

/**
 * Variance between the members of groups beside that of their estimates, by the method of moments (DerSimonian and
 * Laird), around each group's own mean. 0 where they scatter no more than their estimates do.
 */
export function momentVariance(groups: readonly (readonly Measured[])[]): number {
  let scatter = 0;
  let freedom = 0;
  let scale = 0;
  for (const group of groups) {
    const mean = weightedMean(group, 0);
    let total = 0;
    let squares = 0;
    for (const { level, variance } of group) {
      const weight = 1 / variance;
      total += weight;
      squares += weight * weight;
      scatter += weight * (level - mean) ** 2;
    }
    if (group.length < 2) continue;
    freedom += group.length - 1;
    scale += total - squares / total;
  }
  return scale === 0 ? 0 : Math.max(0, (scatter - freedom) / scale);
}
