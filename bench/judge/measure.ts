import { labelsOverTime } from '../../src/domain/canary/judge.js';
import type { VerdictLabel } from '../../src/domain/canary/verdict.js';
import { FAMILIES, FLEETS, worldsOf } from './families.js';
import { rivalsOn } from './rivals.js';
import { checkMinutes, drawWorld, HORIZON_MINUTES, type Drawn, type World } from './world.js';

/** In how many runs of a family something happened. */
export interface Tally {
  readonly family: string;
  readonly fleet: string;
  readonly runs: number;
  readonly raw15: number;
  readonly kayentaPrePost: number;
  readonly kayentaConcurrent: number;
  readonly fail: number;
  readonly fail30: number;
  readonly fail60: number;
  /** Of those that failed by an hour, the sum of the minutes that it took. */
  readonly minutesToFail: number;
  /** Passed within an hour, and had not failed before. */
  readonly pass60: number;
  readonly external: number;
}

/** Late data are read at every third check only: each takes a judgement of its own. */
const LATE_STRIDE = 3;

/** Runs number `from` up to `to` of one family on one fleet. */
export function measure(fleetAt: number, familyAt: number, from: number, to: number): Tally {
  const fleet = FLEETS[fleetAt]!;
  const family = FAMILIES[familyAt]!;
  const worlds = worldsOf(family, fleet);
  const tally = {
    raw15: 0,
    kayentaPrePost: 0,
    kayentaConcurrent: 0,
    fail: 0,
    fail30: 0,
    fail60: 0,
    minutesToFail: 0,
    pass60: 0,
    external: 0,
  };
  for (let run = from; run < to; run += 1) {
    let failed = false;
    for (const [wave, world] of worlds.entries()) {
      const drawn = drawWorld(world, `${fleet.name}/${family.name}/${run}/${wave}`);
      const seen = sequence(world, drawn);
      const first = seen.find(({ label }) => label === 'fail');
      failed ||= first !== undefined;
      if (wave > 0) continue;
      const minute = first?.minute ?? Infinity;
      if (minute <= 30) tally.fail30 += 1;
      if (minute <= HORIZON_MINUTES) {
        tally.fail60 += 1;
        tally.minutesToFail += minute;
      }
      const before = seen.filter((one) => one.minute < minute);
      const inTime = before.filter((one) => one.minute <= HORIZON_MINUTES);
      if (inTime.some(({ label }) => label === 'pass')) tally.pass60 += 1;
      if (before.some(({ label }) => label === 'external')) tally.external += 1;
      const rivals = rivalsOn(drawn.evidence);
      if (rivals.raw15) tally.raw15 += 1;
      if (rivals.kayentaPrePost) tally.kayentaPrePost += 1;
      if (rivals.kayentaConcurrent) tally.kayentaConcurrent += 1;
    }
    if (failed) tally.fail += 1;
  }
  return { family: family.name, fleet: fleet.name, runs: to - from, ...tally };
}

interface Seen {
  readonly minute: number;
  readonly label: VerdictLabel;
}

function sequence(world: World, { evidence, atChecks }: Drawn): Seen[] {
  const minutes = checkMinutes(world);
  if (world.lateIntervals > 0) {
    const read = [...minutes.keys()].filter((at) => at % LATE_STRIDE === 0);
    return read.map((at, i) => ({
      minute: minutes[at]!,
      label: labelsOverTime(atChecks(read.slice(0, i + 1))).at(-1)!,
    }));
  }
  const horizon = minutes.filter((minute) => minute <= HORIZON_MINUTES).length;
  const within = { ...evidence, checks: evidence.checks.slice(0, horizon) };
  const seen = labelsOverTime(within).map((label, at) => ({ minute: minutes[at]!, label }));
  // A hold reads a block at a time: only its first check can say something new.
  for (let block = 2; block * HORIZON_MINUTES <= world.watchedMinutes; block += 1) {
    const until = minutes.indexOf(block * HORIZON_MINUTES);
    const held = { ...evidence, checks: evidence.checks.slice(0, until + 1) };
    seen.push({ minute: block * HORIZON_MINUTES, label: labelsOverTime(held).at(-1)! });
  }
  return seen;
}

export function sum(one: Tally, other: Tally): Tally {
  const added = { ...one } as Record<string, number | string>;
  for (const [name, value] of Object.entries(other))
    if (typeof value === 'number') added[name] = value + (one[name as keyof Tally] as number);
  return added as unknown as Tally;
}
