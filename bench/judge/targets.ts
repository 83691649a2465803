import { upperBound } from './bounds.js';
import { FAMILIES, FLEETS, worldsOf } from './families.js';
import type { Tally } from './measure.js';
import { powerBound } from './power-bound.js';

export interface Target {
  readonly figure: string;
  readonly value: number;
  readonly atMost?: number;
  readonly atLeast?: number;
  /** What the data can give at most; a target above it is beyond reach, and says so instead of failing. */
  readonly powerBound?: number;
  readonly met: boolean;
}

const DETECTIONS: readonly { family: string; minutes: 30 | 60; atLeast: number }[] = [
  { family: 'abandonment x2', minutes: 60, atLeast: 0.9 },
  { family: 'speed of answer +20 s', minutes: 60, atLeast: 0.97 },
  { family: 'speed of answer +20 s', minutes: 30, atLeast: 0.85 },
];
const HEALTHY_PASSES = 0.7;
const MOST_ERROR = 0.05;

/** The targets on what was measured. Error rates by their upper 95 % bounds, power by what was found. */
export function targetsOf(tallies: readonly Tally[]): Target[] {
  return tallies.flatMap((tally) => {
    const family = FAMILIES.find(({ name }) => name === tally.family);
    if (family === undefined) return [];
    const about = `${tally.fleet} ${tally.family}`;
    const found: Target[] = [];
    if (family.truth === 'healthy' || family.truth === 'shocked')
      found.push(
        atMost(`${about}: false rollback, upper bound`, upperBound(tally.fail, tally.runs)),
      );
    if (family.truth === 'borderline')
      found.push(atMost(`${about}: false pass`, tally.pass60 / tally.runs));
    if (family.truth === 'healthy' && family.oneOrg !== true) {
      const share = tally.pass60 / tally.runs;
      found.push(atLeast(`${about}: passes within 60 min`, share, HEALTHY_PASSES, 1));
    }
    for (const { family: name, minutes, atLeast: least } of DETECTIONS) {
      if (name !== tally.family) continue;
      const hits = minutes === 30 ? tally.fail30 : tally.fail60;
      const bound = boundOf(tally, minutes);
      found.push(atLeast(`${about}: found within ${minutes} min`, hits / tally.runs, least, bound));
    }
    return found;
  });
}

/** The power bound of a tally's family and fleet; 0 where there is nothing to find. */
export function boundOf(tally: Tally, minutes: number): number {
  const family = FAMILIES.find(({ name }) => name === tally.family);
  const fleet = FLEETS.find(({ name }) => name === tally.fleet);
  const world = family === undefined || fleet === undefined ? null : worldsOf(family, fleet)[0];
  return world === null || world === undefined ? 0 : powerBound(world, minutes);
}

function atMost(figure: string, value: number): Target {
  return { figure, value, atMost: MOST_ERROR, met: value <= MOST_ERROR };
}

function atLeast(figure: string, value: number, least: number, bound: number): Target {
  return { figure, value, atLeast: least, powerBound: bound, met: value >= least || bound < least };
}
