import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { makeUpEnterprise } from './plan/enterprise.js';
import { measurePlan } from './plan/measure-plan.js';
import { startBareSimulator } from './plan/simulator-process.js';

/**
 * `npm run bench:plan -- [--orgs 200] [--latency-ms 20] [--json]`: how long it takes to plan a fleet of orgs with 40
 * resources each, over HTTP, against the floors that docs/plan.md explains. The simulator runs in a process of
 * its own, and answers as late as a platform elsewhere would. Exits 1 where a target is missed.
 */
const { values } = parseArgs({
  options: {
    orgs: { type: 'string', default: '200' },
    'latency-ms': { type: 'string', default: '20' },
    json: { type: 'boolean', default: false },
  },
});

const targets: Readonly<Record<string, { readonly atMost: number }>> = {
  'plan.timesFloor': { atMost: 2 },
  'plan.peakRssMiB': { atMost: 1024 },
};

const folder = await mkdtemp(path.join(tmpdir(), 'rollcall-bench-plan-'));
const simulator = await startBareSimulator();
try {
  const subs = Number(values.orgs);
  console.error(`${subs} orgs of 40 resources …`);
  const enterprise = await makeUpEnterprise(folder, {
    subs: { na_east: Math.floor(subs / 2), eu_central: Math.ceil(subs / 2) },
    queues: 24,
    strategies: 8,
    flows: 5,
    trunks: 3,
    blocks: 40,
    weight: 100,
    simulatorUrl: simulator.url,
  });
  console.error('adopting them …');
  await enterprise.adopt('v1');
  await enterprise.release('v2', { weight: 90 });
  const latencyMs = Number(values['latency-ms']);
  console.error(`planning them, ${latencyMs} ms away …`);
  await simulator.beAway(latencyMs);
  process.exitCode = report(await measurePlan(enterprise, 'v2'));
} finally {
  simulator.stop();
  await rm(folder, { recursive: true, force: true });
}

function report(measured: Readonly<Record<string, number>>): number {
  const figures = Object.fromEntries(
    Object.entries(measured).map(([name, value]) => [name, Number(value.toPrecision(4))]),
  );
  console.table(
    Object.entries(figures).map(([figure, value]) => ({
      figure,
      value,
      target: figure in targets ? `at most ${targets[figure]?.atMost}` : '',
      met: figure in targets ? isMet(figure, value) : '',
    })),
  );
  if (values.json) console.log(JSON.stringify({ figures, targets }));
  return Object.entries(figures).every(([name, value]) => isMet(name, value)) ? 0 : 1;
}

function isMet(name: string, value: number): boolean {
  return value <= (targets[name]?.atMost ?? Infinity);
}
