import { seededRandom, shuffle } from '../random.js';

export interface VolumeWaveInput {
  /** The orgs, each once. `stratum` names orgs that are alike; `calls` is their forecast over the window. */
  readonly orgs: readonly {
    readonly org: string;
    readonly stratum: string;
    readonly calls: number;
  }[];
  /** Cumulative shares of the callers, ascending, the last is 100. */
  readonly percents: readonly number[];
  /** The same seed draws the same waves, whatever the order of `orgs`. */
  readonly seed: string;
}

const TOLERANCE = 1e-9;

/**
 * Waves by share of callers instead of orgs: one large org is as many callers as ten small ones. Orgs are drawn at random
 * within their strata and taken from the strata evenly; a wave ends before it would pass its share. Each wave has one org
 * at least while there are any, even where that one alone is more; waves without any are left out.
 */
export function wavesByVolume({ orgs, percents, seed }: VolumeWaveInput): string[][] {
  const drawn = drawEvenly(orgs, seed);
  const total = drawn.reduce((sum, { calls }) => sum + calls, 0);
  const waves: string[][] = [];
  let [taken, calls] = [0, 0];
  for (const [at, percent] of percents.entries()) {
    const isLast = at === percents.length - 1;
    const limit = (total * percent) / 100 + total * TOLERANCE;
    const wave: string[] = [];
    for (let next = drawn[taken]; next !== undefined; next = drawn[taken]) {
      const fits = isLast || calls + next.calls <= limit || wave.length === 0;
      if (!fits) break;
      wave.push(next.org);
      calls += next.calls;
      taken += 1;
      if (!isLast && calls >= limit) break;
    }
    if (wave.length > 0) waves.push(wave.sort());
  }
  return waves;
}

/** All orgs in one order in which every stretch has about the same part of each stratum. */
function drawEvenly(orgs: VolumeWaveInput['orgs'], seed: string): VolumeWaveInput['orgs'] {
  const names = [...new Set(orgs.map(({ stratum }) => stratum))].sort();
  const placed = names.flatMap((name) => {
    const random = seededRandom(`${seed}/volume/${name}`);
    const members = orgs
      .filter(({ stratum }) => stratum === name)
      .toSorted((a, b) => (a.org < b.org ? -1 : 1));
    const start = random.unit();
    return shuffle(members, random).map((org, at) => ({
      org,
      place: (at + start) / members.length,
    }));
  });
  return placed.toSorted((a, b) => a.place - b.place).map(({ org }) => org);
}
