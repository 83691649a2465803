import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

/**
 * `npm run bench:seeds -- [--seeds 20] [--time-scale 240] [--json]`: the demo's scenarios over many seeds, each in a
 * world of its own. Healthy has to succeed, bad-flow to be taken back, every time.
 */
const bin = fileURLToPath(new URL('../bin/rollcall.js', import.meta.url));

interface Run {
  readonly scenario: string;
  readonly seed: number;
  readonly outcome: string;
  readonly orgs: Readonly<Record<string, number>>;
  readonly writes: number;
  readonly largestHistoryEvents: number;
  readonly durationMs: number;
}

const scenarios = [
  { scenario: 'healthy', expected: 'succeeded' },
  { scenario: 'bad-flow', expected: 'rolledBack' },
] as const;

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '20' },
    'time-scale': { type: 'string', default: '240' },
    json: { type: 'boolean', default: false },
  },
});

const runs: Run[] = [];
for (const { scenario } of scenarios)
  for (let seed = 1; seed <= Number(values.seeds); seed += 1) {
    const run = await demo(scenario, seed);
    runs.push(run);
    console.error(
      `${scenario.padEnd(9)} seed ${String(seed).padStart(2)}: ${run.outcome}, ${run.writes} writes, ${Math.round(run.durationMs / 1000)} s`,
    );
  }
process.exitCode = report(runs);

/** One demo with its last line read. A demo that prints none counts as `noResult`. */
async function demo(scenario: string, seed: number): Promise<Run> {
  const state = await mkdtemp(path.join(tmpdir(), 'rollcall-seeds-'));
  const args = [bin, 'demo', '--yes', '--json', '--scenario', scenario, '--seed', String(seed)];
  const child = spawn(
    process.execPath,
    [...args, '--time-scale', values['time-scale'], '--state-dir', state],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  await new Promise((resolve) => child.once('close', resolve));
  await rm(state, { recursive: true, force: true });
  const nothing = {
    outcome: 'noResult',
    orgs: {},
    writes: 0,
    largestHistoryEvents: 0,
    durationMs: 0,
  };
  const last = text.trim().split('\n').at(-1) ?? '';
  return {
    scenario,
    seed,
    ...(last.startsWith('{') ? (JSON.parse(last) as Omit<Run, 'scenario' | 'seed'>) : nothing),
  };
}

function report(all: readonly Run[]): number {
  const figures: Record<string, number> = {};
  const targets: Record<string, number> = {};
  for (const { scenario, expected } of scenarios) {
    const own = all.filter((run) => run.scenario === scenario);
    figures[`${scenario}.${expected}`] = own.filter((run) => run.outcome === expected).length;
    targets[`${scenario}.${expected}`] = own.length;
    figures[`${scenario}.largestHistoryEvents`] = Math.max(
      ...own.map((run) => run.largestHistoryEvents),
    );
    figures[`${scenario}.meanSeconds`] = Math.round(
      own.reduce((sum, run) => sum + run.durationMs, 0) / own.length / 1000,
    );
  }
  console.table(
    Object.entries(figures).map(([figure, value]) => ({
      figure,
      value,
      target: targets[figure] ?? '',
    })),
  );
  if (values.json) console.log(JSON.stringify({ figures, targets }));
  return Object.entries(targets).every(([name, target]) => figures[name] === target) ? 0 : 1;
}
