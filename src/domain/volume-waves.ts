import { wavesByVolume } from './capacity/wave-volume.js';
import { coarsened, levelsToCut } from './strata-draw.js';
import { holdOut, tiesOf, type Candidate, type Draw, type WaveInput } from './waves.js';

export interface VolumeInput extends WaveInput {
  /** Forecast of an org's calls, in any one unit; null where nobody knows. */
  readonly callsOf: (org: string) => number | null;
}

/**
 * As `planWaves`, but percentages are shares of the callers: an org with many is not one of many. An org whose calls are not
 * known counts as the median one; null where nobody's are. Whoever needs what another candidate brings comes in a later
 * wave than that one, or in the last, which may leave a wave with fewer callers than its share.
 */
export function planVolumeWaves(input: VolumeInput): Draw | null {
  const { orgs, percents, seed, callsOf } = input;
  const median = medianOf(orgs.flatMap(({ org }) => callsOf(org) ?? []));
  if (median === null) return null;
  const held = holdOut(orgs, input.holdout ?? { percent: 0, orgs: [] }, seed);
  const drawn = orgs.filter(({ org }) => !held.has(org));
  const draw = (levelsCut: number): string[][] =>
    wavesByVolume({
      orgs: drawn.map(({ org, stratum }) => ({
        org,
        stratum: coarsened(stratum, levelsCut),
        calls: callsOf(org) ?? median,
      })),
      percents,
      seed,
    });
  const levelsCut = levelsToCut(
    drawn.filter(({ after = [] }) => after.length === 0).map(({ stratum }) => stratum),
    draw(0)[0]?.length ?? 0,
    () => tiesOf(seed),
  );
  const waves = inOrder(draw(levelsCut), drawn);
  return { waves, holdout: [...held].sort(), levelsCut };
}

/** Moves orgs back until those that bring what they need are in an earlier wave; the last wave takes everybody. */
function inOrder(waves: readonly string[][], orgs: readonly Candidate[]): string[][] {
  const after = new Map(orgs.map((one) => [one.org, one.after ?? []]));
  const done = new Set<string>();
  const ordered: string[][] = [];
  let late: string[] = [];
  for (const [at, wave] of waves.entries()) {
    const isLast = at === waves.length - 1;
    const wanted = [...wave, ...late];
    const isReady = (org: string): boolean =>
      isLast || (after.get(org) ?? []).every((one) => done.has(one));
    const now = wanted.filter(isReady).sort();
    late = wanted.filter((org) => !isReady(org));
    for (const org of now) done.add(org);
    if (now.length > 0) ordered.push(now);
  }
  return ordered;
}

function medianOf(values: readonly number[]): number | null {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? null;
}
