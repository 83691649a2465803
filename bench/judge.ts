import { parseArgs } from 'node:util';
import { lowerBound, upperBound } from './judge/bounds.js';
import { FLEETS } from './judge/families.js';
import type { Tally } from './judge/measure.js';
import { runAll } from './judge/run-all.js';
import { measureSpeed } from './judge/speed.js';
import { boundOf, targetsOf, type Target } from './judge/targets.js';

/**
 * `npm run bench:judge -- [--runs 2000] [--jobs 2] [--only <pattern>] [--json]`: the judge on generated worlds, beside
 * raw thresholds and Kayenta's method on the same worlds. Exits 1 where a target is missed. Same runs, same figures.
 */
const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '2000' },
    jobs: { type: 'string', default: '2' },
    only: { type: 'string', default: '' },
    json: { type: 'boolean', default: false },
  },
});

const tallies = await runAll(Number(values.runs), Number(values.jobs), new RegExp(values.only));
const speed = measureSpeed();
const targets: Target[] = [
  ...targetsOf(tallies),
  {
    figure: '200 orgs × 36 intervals, one judgement, ms',
    value: speed,
    atMost: 200,
    met: speed <= 200,
  },
];
for (const fleet of FLEETS) {
  console.log(`\n${fleet.orgs} orgs, ${fleet.canaries} canaries; percent of ${values.runs} runs`);
  console.table(
    Object.fromEntries(
      tallies.filter((tally) => tally.fleet === fleet.name).map((t) => [t.family, rowOf(t)]),
    ),
  );
}
console.table(
  targets.map(({ figure, value, atMost, atLeast, powerBound, met }) => ({
    figure,
    value: Number(value.toPrecision(3)),
    target: atMost === undefined ? `at least ${atLeast}` : `at most ${atMost}`,
    bound: powerBound === undefined ? '' : Number(powerBound.toPrecision(3)),
    met,
  })),
);
if (values.json) console.log(JSON.stringify({ runs: Number(values.runs), tallies, targets }));
process.exitCode = targets.every(({ met }) => met) ? 0 : 1;

function rowOf(tally: Tally): Record<string, number | string> {
  const percent = (hits: number): number => Number(((100 * hits) / tally.runs).toFixed(1));
  const bounds = [lowerBound(tally.fail, tally.runs), upperBound(tally.fail, tally.runs)];
  const bound = boundOf(tally, 60);
  return {
    'raw 15': percent(tally.raw15),
    'Kayenta pre/post': percent(tally.kayentaPrePost),
    'Kayenta concurrent': percent(tally.kayentaConcurrent),
    'fail 30': percent(tally.fail30),
    fail: percent(tally.fail),
    '95 %': bounds.map((share) => (100 * share).toFixed(1)).join('–'),
    'min to fail': tally.fail60 === 0 ? '' : Math.round(tally.minutesToFail / tally.fail60),
    'pass 60': percent(tally.pass60),
    external: percent(tally.external),
    'power bound': bound === 0 ? '' : Number((100 * bound).toFixed(1)),
  };
}
