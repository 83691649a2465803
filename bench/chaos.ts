import { parseArgs } from 'node:util';
import { demoPlatforms } from '../src/cli/demo/platforms.js';
import { beQuiet } from '../test/e2e/temporal.js';
import { check } from './chaos/checks/check.js';
import { isFalseAlarm } from './chaos/checks/report.js';
import { PROMISES } from './chaos/checks/violation.js';
import { incidentText } from './chaos/incident.js';
import type { Observed } from './chaos/run/observed.js';
import { playSchedule } from './chaos/run/run.js';
import { fleetOf } from './chaos/fleet.js';
import { scheduleOf } from './chaos/schedule.js';
import { SABOTAGES, type Sabotage } from './chaos/stage/sabotage.js';
import { openStage, type Stage } from './chaos/stage/stage.js';
import { tallyOf, type RunResult, type Tally } from './chaos/tally.js';

/**
 * `npm run bench:chaos -- [--runs 200] [--seed 1] [--json]`: rollouts over twelve orgs on a real server while workers
 * and servers die, the platform and people do their worst, and a look at what is left of it. Run i has the seed S + i,
 * so that one alone can be played again. `--platform guide|genesys-cloud|nice-cxone|mixed`: whose orgs. `--sabotage
 * inverse|merge|reconcile` breaks the engine, and ends at the first violation: there has to be one. `--side-by-side 2`
 * plays two at a time, each with a server and a platform of its own: runs mostly wait. `--verbose` prints what happens in
 * each run. See docs/chaos.md.
 */
const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
    sabotage: { type: 'string' },
    platform: { type: 'string', default: 'guide' },
    'side-by-side': { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
    verbose: { type: 'boolean', default: false },
  },
});

beQuiet();
// Ending through exit, it takes its processes with it.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
const sabotage: Sabotage | null =
  values.sabotage === undefined ? null : oneOf('sabotage', SABOTAGES, values.sabotage);
const platform = oneOf('platform', demoPlatforms, values.platform);
const runs = await playAll();
process.exitCode = sabotage === null ? report(tallyOf(runs)) : reportSabotage(sabotage);
process.exit();

function oneOf<Name extends string>(what: string, known: readonly Name[], name: string): Name {
  const found = known.find((one) => one === name);
  if (found === undefined)
    throw new Error(`there is no ${what} "${name}"; there are ${known.join(', ')}`);
  return found;
}

/** In the order of their seeds, however many are played at a time. */
async function playAll(): Promise<RunResult[]> {
  const first = Number(values.seed);
  const seeds = Array.from({ length: Number(values.runs) }, (_, run) => first + run).values();
  const stages: Stage[] = [];
  try {
    // One after the other: each looks for a free port.
    while (stages.length < Number(values['side-by-side']))
      stages.push(await openStage({ sabotage, platform }));
    const done = await Promise.all(stages.map((stage) => playOn(stage, seeds)));
    return done.flat().toSorted((a, b) => a.seed - b.seed);
  } finally {
    for (const stage of stages) await stage.stop();
  }
}

async function playOn(stage: Stage, seeds: Iterator<number>): Promise<RunResult[]> {
  const done: RunResult[] = [];
  for (let next = seeds.next(); next.done !== true; next = seeds.next()) {
    const schedule = scheduleOf(next.value, fleetOf(platform));
    if (values.verbose) for (const one of schedule.incidents) console.error(incidentText(one));
    const observed = await playSchedule(stage, schedule);
    const result = resultOf(observed);
    done.push(result);
    tell(observed, result);
    if (sabotage !== null && result.violations.length > 0) break;
  }
  return done;
}

function resultOf(observed: Observed): RunResult {
  const { schedule, seconds, fired } = observed;
  const violations = check(observed);
  return { seed: schedule.seed, seconds, fired, falseAlarm: isFalseAlarm(observed), violations };
}

/** One line a run; of a violation everything that it takes to play it again. */
function tell(observed: Observed, { seed, seconds, fired, violations }: RunResult): void {
  const { schedule, report: ledger, ended, reason, status } = observed;
  const outcome = ledger?.summary.outcome ?? ended ?? 'no end';
  console.error(
    `seed ${seed}: ${schedule.release} ${outcome}, ${seconds.toFixed(1)} s, fired: ${fired.join(', ')}`,
  );
  if (values.verbose)
    console.error(
      `  ${reason ?? ''} | ${(status?.outcomes ?? []).map((o) => `${o.org} ${o.state}`).join(', ')}`,
    );
  if (violations.length === 0) return;
  for (const { promise, what } of violations)
    console.error(`  VIOLATION (${promise}) ${PROMISES[promise]}: ${what}`);
  for (const incident of schedule.incidents) console.error(`  ${incidentText(incident)}`);
  const where = platform === 'guide' ? '' : ` --platform ${platform}`;
  const broken = sabotage === null ? '' : ` --sabotage ${sabotage}`;
  console.error(`  again: npm run bench:chaos -- --runs 1 --seed ${seed}${where}${broken}`);
}

function report({ figures, targets, missed }: Tally): number {
  console.table(
    Object.entries(figures).map(([figure, value]) => ({
      figure,
      value: Number(value.toFixed(2)),
      target: targetText(targets[figure]),
    })),
  );
  if (values.json) console.log(JSON.stringify({ figures, targets, runs }));
  return missed.length > 0 ? 1 : 0;
}

function targetText(target: Tally['targets'][string] | undefined): string {
  if (target === undefined) return '';
  return target.atMost === undefined ? `at least ${target.atLeast}` : `at most ${target.atMost}`;
}

/** Found within so many runs, or the harness is blind to it. */
function reportSabotage(name: Sabotage): number {
  const at = runs.findIndex(({ violations }) => violations.length > 0);
  const found = at + 1;
  console.log(found > 0 ? `${name}: found in run ${found}` : `${name}: not found`);
  const figures = { [`sabotage.${name}.foundInRun`]: found > 0 ? found : Number.MAX_SAFE_INTEGER };
  const targets = { [`sabotage.${name}.foundInRun`]: { atMost: 50 } };
  if (values.json) console.log(JSON.stringify({ figures, targets, runs }));
  return found > 0 && found <= 50 ? 0 : 1;
}
