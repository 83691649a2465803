import { parseArgs } from 'node:util';
import { lowerBound, upperBound } from './judge/bounds.js';
import { play, type Played } from './confusion/play.js';
import { setStage } from './confusion/stage.js';
import { kindsOf, WORLDS } from './confusion/worlds.js';

/**
 * `npm run bench:confusion -- [--runs 100] [--json]`: the judge on the simulator's world, whose counterfactual is the
 * truth. First waves of the demo's 41 orgs, written and sampled through the real port, in the simulator's own time;
 * without Temporal, which would add nothing but waiting. Exits 1 where a target is missed.
 */
const { values } = parseArgs({
  options: { runs: { type: 'string', default: '100' }, json: { type: 'boolean', default: false } },
});

const stage = await setStage();
const played: Played[] = [];
try {
  for (const [run, kind] of kindsOf(Number(values.runs)).entries()) {
    const one = await play(stage, kind, run + 1);
    played.push(one);
    const { abandonmentRatio, speedOfAnswerSeconds } = one.truth;
    console.error(
      `${String(run + 1).padStart(3)} ${one.world}: ${one.said} after ${one.minutes} min; in truth ${(100 * abandonmentRatio).toFixed(0)} % and ${speedOfAnswerSeconds.toFixed(1)} s; ${(one.wallMs / 1000).toFixed(1)} s`,
    );
  }
} finally {
  await stage.close();
}
process.exitCode = report(played);

/** By the truth, not by what the world was meant to be. */
function isBad({ truth }: Played): boolean {
  return truth.abandonmentRatio >= 0.15 || truth.speedOfAnswerSeconds >= 10;
}

function report(all: readonly Played[]): number {
  const rows = WORLDS.map(({ name }) => [name, all.filter(({ world }) => world === name)] as const);
  console.table(Object.fromEntries(rows.map(([name, own]) => [name, rowOf(own)])));
  const bad = all.filter(isBad);
  const good = all.filter((one) => !isBad(one));
  const failed = (some: readonly Played[]): number =>
    some.filter(({ said }) => said === 'fail').length;
  const passed = bad.filter(({ said }) => said === 'pass').length;
  const figures = {
    runs: all.length,
    harmless: good.length,
    falseRollbacks: failed(good),
    falseRollbacksLower: lowerBound(failed(good), Math.max(1, good.length)),
    falseRollbacksUpper: upperBound(failed(good), Math.max(1, good.length)),
    bad: bad.length,
    found: failed(bad),
    foundShare: failed(bad) / Math.max(1, bad.length),
    badPassed: passed,
    meanSecondsARun: all.reduce((sum, { wallMs }) => sum + wallMs, 0) / all.length / 1000,
  };
  // Of so few runs no bound below 5 % can be shown: more than 5 % must not be.
  const targets = { falseRollbacksLowerAtMost: 0.05, foundShareAtLeast: 0.9 };
  console.table(figures);
  if (values.json) console.log(JSON.stringify({ figures, targets, runs: all }));
  const met =
    figures.falseRollbacksLower <= targets.falseRollbacksLowerAtMost &&
    figures.foundShare >= targets.foundShareAtLeast;
  return met ? 0 : 1;
}

function rowOf(own: readonly Played[]): Record<string, number> {
  const said = (label: Played['said']): number => own.filter((one) => one.said === label).length;
  const mean = (of: (one: Played) => number): number =>
    Number((own.reduce((sum, one) => sum + of(one), 0) / Math.max(1, own.length)).toFixed(2));
  return {
    runs: own.length,
    bad: own.filter(isBad).length,
    fail: said('fail'),
    pass: said('pass'),
    external: said('external'),
    inconclusive: said('inconclusive'),
    'mean minutes': mean(({ minutes }) => minutes),
    'truth: abandonment ×': mean(({ truth }) => 1 + truth.abandonmentRatio),
    'truth: wait s': mean(({ truth }) => truth.speedOfAnswerSeconds),
  };
}
