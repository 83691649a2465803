import { seededRandom } from '../random.js';
import { countDraws } from './strata.js';

/** Ways in which the canaries could have been drawn. The first is how they were. */
export interface Relabellings {
  readonly count: number;
  /** `canaries` org numbers for each way, grouped by stratum. */
  readonly members: Int32Array;
  readonly canaries: number;
  /** For each stratum that has canaries: its number, and the end of its group. */
  readonly groups: readonly { readonly stratum: number; readonly to: number }[];
}

interface Stratum {
  readonly stratum: number;
  readonly members: readonly number[];
  readonly canaries: readonly number[];
}

/**
 * All the ways where there are few, else a sample of `most` by the seed, the actual one among them: with it in the
 * sample the test is exact, not approximate.
 */
export function relabellings(
  orgs: readonly { readonly stratum: number; readonly canary: boolean }[],
  seed: string,
  most: number,
): Relabellings {
  const strata = strataOf(orgs);
  const canaries = strata.reduce((sum, stratum) => sum + stratum.canaries.length, 0);
  const draws = countDraws(
    strata.map(({ members, canaries: own }) => ({ all: members.length, canaries: own.length })),
  );
  let to = 0;
  const groups = strata.map(({ stratum, canaries: own }) => {
    to += own.length;
    return { stratum, to };
  });
  const members =
    draws <= most ? enumerate(strata, draws, canaries) : sample(strata, most, canaries, seed);
  return { count: Math.min(draws, most), members, canaries, groups };
}

function strataOf(
  orgs: readonly { readonly stratum: number; readonly canary: boolean }[],
): Stratum[] {
  const numbers = [...new Set(orgs.map(({ stratum }) => stratum))].sort((a, b) => a - b);
  return numbers
    .map((stratum) => {
      const members = [...orgs.keys()].filter((at) => orgs[at]?.stratum === stratum);
      return { stratum, members, canaries: members.filter((at) => orgs[at]?.canary === true) };
    })
    .filter((stratum) => stratum.canaries.length > 0);
}

/** Every way once; the actual one is moved to the front. */
function enumerate(strata: readonly Stratum[], count: number, canaries: number): Int32Array {
  let ways: number[][] = [[]];
  for (const { members, canaries: own } of strata) {
    const subsets = subsetsOf(members, own.length);
    ways = ways.flatMap((way) => subsets.map((subset) => [...way, ...subset]));
  }
  const actual = strata.flatMap((stratum) => [...stratum.canaries]);
  const isActual = (way: readonly number[]): boolean => way.every((at, i) => at === actual[i]);
  const others = ways.filter((way) => !isActual(way));
  const all = new Int32Array(count * canaries);
  for (const [at, way] of [actual, ...others].entries()) all.set(way, at * canaries);
  return all;
}

/** Nothing is begun that too few are left for: of 27 out of 30 there would be no end. */
function subsetsOf(members: readonly number[], size: number): number[][] {
  if (size === 0) return [[]];
  const beginnings = members.slice(0, Math.max(0, members.length - size + 1));
  return beginnings.flatMap((member, at) =>
    subsetsOf(members.slice(at + 1), size - 1).map((rest) => [member, ...rest]),
  );
}

/** Partial shuffles by Fisher and Yates, each from where the one before left off. */
function sample(
  strata: readonly Stratum[],
  count: number,
  canaries: number,
  seed: string,
): Int32Array {
  const random = seededRandom(`${seed}/relabel`);
  const all = new Int32Array(count * canaries);
  const pools = strata.map(({ members, canaries: own }) => ({
    pool: Int32Array.from(members),
    size: own.length,
  }));
  all.set(strata.flatMap((stratum) => [...stratum.canaries]));
  let at = canaries;
  for (let way = 1; way < count; way += 1) {
    for (const { pool, size } of pools) {
      for (let i = 0; i < size; i += 1) {
        const j = i + Math.floor(random.unit() * (pool.length - i));
        const drawn = pool[j]!;
        pool[j] = pool[i]!;
        pool[i] = drawn;
        all[at] = drawn;
        at += 1;
      }
    }
  }
  return all;
}
