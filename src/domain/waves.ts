import { type SeededRandom, seededRandom, shuffle } from './random.js';

export interface WaveInput {
  /** The selected subs, each once. `stratum` names orgs that are alike: carrier, region, volume. */
  readonly orgs: readonly { readonly org: string; readonly stratum: string }[];
  /** Cumulative, ascending, the last is 100. */
  readonly percents: readonly number[];
  /** The same seed draws the same waves, whatever the order of `orgs`. */
  readonly seed: string;
}

interface Stratum {
  readonly name: string;
  /** In the order in which they were drawn. */
  readonly orgs: readonly string[];
  /** How many of them are in a wave already. */
  taken: number;
}

/** Float noise of a percentage such as 33.3 must not round a whole number up. */
const TOLERANCE = 1e-9;

/**
 * The orgs of each wave, sorted by name. Orgs are drawn at random within their strata, and each wave takes
 * from the strata in proportion to what is left in them: that is what makes the untouched orgs comparable.
 * Shares are rounded up, so the first wave has at least one org; waves without any are left out.
 */
export function planWaves({ orgs, percents, seed }: WaveInput): string[][] {
  const strata = drawStrata(orgs, seed);
  const ties = seededRandom(`${seed}/ties`);
  const waves: string[][] = [];
  let planned = 0;
  for (const percent of percents) {
    const goal = Math.min(orgs.length, Math.ceil((orgs.length * percent) / 100 - TOLERANCE));
    const size = Math.max(0, goal - planned);
    if (size > 0) waves.push(takeWave(strata, size, ties));
    planned += size;
  }
  return waves;
}

function drawStrata(orgs: WaveInput['orgs'], seed: string): Stratum[] {
  const names = [...new Set(orgs.map(({ stratum }) => stratum))].sort();
  return names.map((name) => {
    const members = orgs.filter(({ stratum }) => stratum === name).map(({ org }) => org);
    const random = seededRandom(`${seed}/stratum/${name}`);
    return { name, orgs: shuffle(members.sort(), random), taken: 0 };
  });
}

function takeWave(strata: readonly Stratum[], size: number, ties: SeededRandom): string[] {
  const shares = shareOut(
    strata.map(({ orgs, taken }) => orgs.length - taken),
    size,
    ties,
  );
  const wave = strata.flatMap((stratum, at) => {
    const from = stratum.taken;
    stratum.taken += shares[at] ?? 0;
    return stratum.orgs.slice(from, stratum.taken);
  });
  return wave.sort();
}

/** Splits `size` over the strata in proportion to what is left: largest remainder, ties by lot. */
function shareOut(left: readonly number[], size: number, ties: SeededRandom): number[] {
  const total = left.reduce((sum, count) => sum + count, 0);
  const shares = left.map((count) => Math.floor((size * count) / total));
  const missing = size - shares.reduce((sum, share) => sum + share, 0);
  const remainder = (at: number): number => (size * (left[at] ?? 0)) % total;
  const byRemainder = shuffle([...left.keys()], ties).sort((a, b) => remainder(b) - remainder(a));
  for (const at of byRemainder.slice(0, missing)) shares[at] = (shares[at] ?? 0) + 1;
  return shares;
}
