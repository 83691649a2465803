/** What stratification needs of an org. */
export interface StratifiedOrg {
  readonly stratum: string;
  readonly canary: boolean;
}

/** Fewer ways to draw the canaries than this give p-values too coarse for the error budget. */
export const FEWEST_DRAWS = 400;

/**
 * The strata to compare within: the finest in which every canary has controls beside it and the canaries could have
 * been drawn in enough ways. `region/carrier/volume` is cut to `region/carrier`, and so on to one stratum for all.
 */
export function comparableStrata(orgs: readonly StratifiedOrg[]): string[] {
  let names = orgs.map(({ stratum }) => stratum);
  while (!isComparable(names, orgs)) {
    const coarser = names.map((name) => name.slice(0, Math.max(0, name.lastIndexOf('/'))));
    if (coarser.every((name, at) => name === names[at])) break;
    names = coarser;
  }
  return names;
}

function isComparable(names: readonly string[], orgs: readonly StratifiedOrg[]): boolean {
  const groups = countByStratum(names, orgs);
  const hasControls = groups.every(({ canaries, all }) => canaries < all || canaries === 0);
  return hasControls && countDraws(groups) >= FEWEST_DRAWS;
}

export interface StratumCount {
  readonly all: number;
  readonly canaries: number;
}

export function countByStratum(
  names: readonly string[],
  orgs: readonly StratifiedOrg[],
): StratumCount[] {
  const counts = new Map<string, { all: number; canaries: number }>();
  for (const [at, name] of names.entries()) {
    const count = counts.get(name) ?? { all: 0, canaries: 0 };
    count.all += 1;
    if (orgs[at]?.canary === true) count.canaries += 1;
    counts.set(name, count);
  }
  return [...counts.values()];
}

/** In how many ways the canaries could have been drawn within their strata; the smallest p is one over this. */
export function countDraws(strata: readonly StratumCount[]): number {
  return strata.reduce((draws, { all, canaries }) => draws * choose(all, canaries), 1);
}

/** n over k, as a float: large ones need not be exact. */
export function choose(n: number, k: number): number {
  let ways = 1;
  for (let i = 1; i <= Math.min(k, n - k); i += 1) ways = (ways * (n - i + 1)) / i;
  return Math.round(ways);
}
