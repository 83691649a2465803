import { parseArgs } from 'node:util';
import { SABOTAGES, SMALLEST, type Sabotage } from './staging/sabotage.js';
import { setStage } from './staging/stage.js';

/**
 * `npm run bench:staging -- [--runs 50] [--seeds 10] [--json]`: the staging gate on the sample's staging in the simulator,
 * by the rollout's own activities through the real port; without Temporal, which would add nothing but waiting. Healthy
 * runs, and runs with one thing wrong. Exits 1 where a target is missed.
 */
const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '50' },
    seeds: { type: 'string', default: '10' },
    json: { type: 'boolean', default: false },
  },
});

interface Played {
  readonly what: string;
  readonly seed: number;
  readonly state: 'passed' | 'failed' | 'unknown';
  /** Of a sabotaged one: a finding of the kind that tells of it. */
  readonly caught: boolean;
  readonly reason: string;
  readonly calls: number;
  readonly minutes: number;
}

const HEALTHY = 'healthy';
const stage = await setStage();
const played: Played[] = [];
try {
  for (let run = 1; run <= Number(values.runs); run += 1) await play(run, null);
  for (const sabotage of [...SABOTAGES, SMALLEST])
    for (let run = 1; run <= Number(values.seeds); run += 1) await play(1000 + run, sabotage);
} finally {
  await stage.close();
}
process.exitCode = report(played);

async function play(seed: number, sabotage: Sabotage | null): Promise<void> {
  const what = sabotage?.name ?? HEALTHY;
  await stage.begin(seed, sabotage?.lack?.(seed) ?? null);
  await sabotage?.edit?.(stage, seed);
  const { look, minutes } = await stage.gate(`${what.replaceAll(' ', '-')}-${seed}`);
  const { state, reason, calls, findings } = look;
  const caught = state === 'failed' && findings.some((one) => sabotage?.tells.test(one) === true);
  played.push({ what, seed, state, caught, reason, calls, minutes });
  console.error(`${String(played.length).padStart(3)} ${what}: ${state}: ${reason}`);
}

function report(all: readonly Played[]): number {
  const rows = [HEALTHY, ...SABOTAGES.map(({ name }) => name), SMALLEST.name].map((what) => {
    const own = all.filter((one) => one.what === what);
    const count = (state: Played['state']): number =>
      own.filter((one) => one.state === state).length;
    const mean = (of: (one: Played) => number): number =>
      Math.round(own.reduce((sum, one) => sum + of(one), 0) / Math.max(1, own.length));
    return {
      what,
      runs: own.length,
      passed: count('passed'),
      failed: count('failed'),
      unknown: count('unknown'),
      caught: own.filter(({ caught }) => caught).length,
      'test calls': mean(({ calls }) => calls),
      minutes: mean(({ minutes }) => minutes),
    };
  });
  console.table(Object.fromEntries(rows.map(({ what, ...row }) => [what, row])));
  const healthy = all.filter(({ what }) => what === HEALTHY);
  const smallest = all.filter(({ what }) => what === SMALLEST.name);
  const sick = all.filter((one) => !healthy.includes(one) && !smallest.includes(one));
  const figures = {
    healthyRuns: healthy.length,
    falseAlarms: healthy.filter(({ state }) => state !== 'passed').length,
    sabotagedRuns: sick.length,
    missed: sick.filter(({ caught }) => !caught).length,
    smallestErrorFound: smallest.filter(({ caught }) => caught).length / smallest.length,
  };
  const targets = {
    healthyRunsAtLeast: 50,
    falseAlarmsAtMost: 0,
    missedAtMost: 0,
    smallestErrorFoundAtLeast: 0.8,
  };
  console.table(figures);
  if (values.json) console.log(JSON.stringify({ figures, targets, runs: all }));
  const met =
    figures.healthyRuns >= targets.healthyRunsAtLeast &&
    figures.falseAlarms <= targets.falseAlarmsAtMost &&
    figures.sabotagedRuns > 0 &&
    figures.missed <= targets.missedAtMost &&
    figures.smallestErrorFound >= targets.smallestErrorFoundAtLeast;
  return met ? 0 : 1;
}
