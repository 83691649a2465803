import { parseArgs } from 'node:util';
import { abandonedIn, type Arm } from './capacity/expansion.js';
import { loseHalf } from './capacity/loss.js';

/**
 * `npm run bench:capacity -- [--seeds 20] [--loss-seeds 50] [--json]`: 30 orgs with uneven shifts share their callers
 * within their region as an expansion 10 → 50 → 100 % reaches them; by agents on queue, by the split of calls before the
 * rollout, evenly, and not at all (the counterfactual), each with the same callers. Then one of ten orgs loses half its
 * agents. Exits 1 where a target is missed.
 */
const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '20' },
    'loss-seeds': { type: 'string', default: '50' },
    json: { type: 'boolean', default: false },
  },
});

const ARMS: readonly Arm[] = ['counterfactual', 'even', 'splitBefore', 'capacityAware'];
const targets: Readonly<Record<string, { atLeast?: number; atMost?: number }>> = {
  'fewer.abandonedThanSplitBefore': { atLeast: 0.3 },
  'fewer.beyondCounterfactualThanEven': { atLeast: 0.3 },
  'loss.mostLooksUntilRelief': { atMost: 2 },
  'loss.flaps': { atMost: 0 },
};

const figures = { ...expansion(Number(values.seeds)), ...loss(Number(values['loss-seeds'])) };
const missed = Object.entries(targets).filter(([name, { atLeast, atMost }]) => {
  const value = figures[name] ?? Number.NaN;
  return !(value >= (atLeast ?? -Infinity) && value <= (atMost ?? Infinity));
});
console.table(
  Object.entries(figures).map(([figure, value]) => ({
    figure,
    value: Number(value.toPrecision(4)),
    target: targetText(targets[figure]),
  })),
);
if (values.json) console.log(JSON.stringify({ figures, targets }));
process.exitCode = missed.length === 0 ? 0 : 1;

function expansion(seeds: number): Record<string, number> {
  const sums = Object.fromEntries(ARMS.map((arm) => [arm, 0])) as Record<Arm, number>;
  let offered = 0;
  let wins = 0;
  for (let seed = 1; seed <= seeds; seed += 1) {
    const runs = ARMS.map((arm) => abandonedIn(arm, seed));
    for (const [at, arm] of ARMS.entries()) sums[arm] += runs[at]?.abandoned ?? Number.NaN;
    offered += runs[0]?.offered ?? 0;
    const [, , before, aware] = runs;
    if ((aware?.abandoned ?? 0) <= 0.7 * (before?.abandoned ?? 0)) wins += 1;
    console.error(`seed ${seed}: ${runs.map(({ abandoned }) => abandoned).join(' ')}`);
  }
  const beyond = (arm: Arm): number => sums[arm] - sums.counterfactual;
  return {
    'callers.offered': offered,
    ...Object.fromEntries(ARMS.map((arm) => [`abandoned.${arm}`, sums[arm]])),
    'beyond.even': beyond('even'),
    'beyond.splitBefore': beyond('splitBefore'),
    'beyond.capacityAware': beyond('capacityAware'),
    'fewer.abandonedThanSplitBefore': 1 - sums.capacityAware / sums.splitBefore,
    'fewer.beyondCounterfactualThanEven': 1 - beyond('capacityAware') / beyond('even'),
    'fewer.shareOfSeedsAboveTarget': wins / seeds,
  };
}

function loss(seeds: number): Record<string, number> {
  const steered = [];
  const eager = [];
  const left = [];
  for (let seed = 1; seed <= seeds; seed += 1) {
    steered.push(loseHalf(seed, 'steered'));
    eager.push(loseHalf(seed, 'eager'));
    left.push(loseHalf(seed, 'left'));
  }
  const mean = (all: readonly number[]): number => all.reduce((sum, one) => sum + one, 0) / seeds;
  return {
    'loss.mostLooksUntilRelief': Math.max(
      ...steered.map(({ looksUntilRelief }) => looksUntilRelief ?? Infinity),
    ),
    'loss.flaps': steered.reduce((sum, { flaps }) => sum + flaps, 0),
    'loss.flaps.withoutHysteresis': eager.reduce((sum, { flaps }) => sum + flaps, 0),
    'loss.meanWritesARun': mean(steered.map(({ writes }) => writes)),
    'loss.meanWritesARun.withoutHysteresis': mean(eager.map(({ writes }) => writes)),
    'loss.abandonmentAtOrg.steered': mean(steered.map((run) => run.abandonmentRatio)),
    'loss.abandonmentAtOrg.left': mean(left.map((run) => run.abandonmentRatio)),
  };
}

function targetText(target: { atLeast?: number; atMost?: number } | undefined): string {
  if (target?.atLeast !== undefined) return `at least ${target.atLeast}`;
  return target?.atMost === undefined ? '' : `at most ${target.atMost}`;
}
