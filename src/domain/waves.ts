import { seededRandom, shuffle, type SeededRandom } from './random.js';
import { coarsened, levelsToCut, shareOut, sizesOf } from './strata-draw.js';

/** An org that is to get the release in one of the waves. */
export interface Candidate {
  readonly org: string;
  /** Orgs that are alike, from coarse to fine: `region/carrier/volume`. */
  readonly stratum: string;
  /** Other candidates that hold something that this release changes and this org refers to: they come first. */
  readonly after?: readonly string[];
}

/** Candidates that get the release last, so that every other wave has somebody to be compared with. */
export interface HoldoutRule {
  /** Share of the candidates, drawn at random; 0: none. */
  readonly percent: number;
  /** Held out by name, beside those. */
  readonly orgs: readonly string[];
}

export interface WaveInput {
  /** Each once. */
  readonly orgs: readonly Candidate[];
  /** Cumulative, ascending, the last is 100; of the candidates that are not held out. */
  readonly percents: readonly number[];
  /** The same seed draws the same waves, whatever the order of `orgs`. */
  readonly seed: string;
  readonly holdout?: HoldoutRule;
}

export interface Draw {
  /** Each sorted by name, none empty. */
  readonly waves: readonly (readonly string[])[];
  /** Sorted by name; empty: none. */
  readonly holdout: readonly string[];
  /** Parts of the strata's names that were cut for the draw: they are compared within what is left. */
  readonly levelsCut: number;
}

/** Float noise of a percentage such as 33.3 must not round a whole number up. */
const TOLERANCE = 1e-9;

/**
 * Draws who gets the release when. Orgs are drawn at random within strata, and each wave takes from the strata in
 * proportion to what can be drawn in them: that is what makes the untouched orgs comparable. Who depends on what
 * another candidate brings can be drawn once that one is in an earlier wave, or comes in the last. Shares are rounded
 * up, so the first wave has at least one org; waves without any are left out.
 */
export function planWaves({ orgs, percents, seed, holdout }: WaveInput): Draw {
  const held = holdOut(orgs, holdout ?? { percent: 0, orgs: [] }, seed);
  const drawn = orgs.filter(({ org }) => !held.has(org));
  const goals = percents.map((percent) => shareOf(drawn.length, percent));
  const free = drawn.filter(({ after = [] }) => after.length === 0);
  const levelsCut = levelsToCut(
    free.map(({ stratum }) => stratum),
    goals[0] ?? 0,
    () => tiesOf(seed),
  );
  const taken = new Set<string>();
  const waves: string[][] = [];
  for (const [at, goal] of goals.entries()) {
    const left = drawn.filter(({ org }) => !taken.has(org));
    const isLast = at === goals.length - 1;
    const ready = left.filter(({ after = [] }) => isLast || after.every((org) => taken.has(org)));
    const size = Math.min(ready.length, Math.max(0, goal - taken.size));
    const wave = drawFrom(ready, size, levelsCut, at === 0 ? seed : `${seed}/${at}`);
    for (const org of wave) taken.add(org);
    if (wave.length > 0) waves.push(wave);
  }
  return { waves, holdout: [...held].sort(), levelsCut };
}

/** Whoever needs what a held-out org brings waits with it; by lot, nobody is held out whom others wait for. */
export function holdOut(
  orgs: readonly Candidate[],
  { percent, orgs: named }: HoldoutRule,
  seed: string,
): Set<string> {
  const held = new Set(named.filter((name) => orgs.some(({ org }) => org === name)));
  const needed = new Set(orgs.flatMap(({ after = [] }) => after));
  const free = orgs.filter(({ org }) => !held.has(org) && !needed.has(org));
  // Somebody has to be left to try it on.
  const most = Math.max(0, orgs.length - held.size - 1);
  const size = Math.min(shareOf(orgs.length, percent), free.length, most);
  for (const org of drawFrom(free, size, 0, `${seed}/holdout`)) held.add(org);
  let before = -1;
  while (before < held.size) {
    before = held.size;
    for (const { org, after = [] } of orgs) if (after.some((one) => held.has(one))) held.add(org);
  }
  return held;
}

function shareOf(count: number, percent: number): number {
  return Math.min(count, Math.ceil((count * percent) / 100 - TOLERANCE));
}

function drawFrom(
  orgs: readonly Candidate[],
  size: number,
  levelsCut: number,
  seed: string,
): string[] {
  const nameOf = ({ stratum }: Candidate): string => coarsened(stratum, levelsCut);
  const strata = sizesOf(orgs.map(nameOf));
  const shares = shareOut(
    strata.map((one) => one.size),
    size,
    tiesOf(seed),
  );
  return strata
    .flatMap(({ name }, at) => {
      const members = orgs.filter((one) => nameOf(one) === name).map(({ org }) => org);
      const random = seededRandom(`${seed}/stratum/${name}`);
      return shuffle(members.sort(), random).slice(0, shares[at] ?? 0);
    })
    .sort();
}

/** Decides between orgs that are as good as each other. */
export function tiesOf(seed: string): SeededRandom {
  return seededRandom(`${seed}/ties`);
}
