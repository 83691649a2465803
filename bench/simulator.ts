import { parseArgs } from 'node:util';
import { measureRequests } from './simulator/measure-requests.js';
import { measureClock, measureMemory } from './simulator/measure-world.js';

/**
 * `npm run bench:simulator -- [--seconds 20] [--json]`: how fast and how large a world the simulator bears. The
 * simulator runs in a process of its own; this one is the load. Exits 1 where a target is missed.
 */
const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '20' },
    json: { type: 'boolean', default: false },
  },
});
const wallSeconds = Number(values.seconds);

const targets: Readonly<Record<string, { atMost?: number; atLeast?: number }>> = {
  'clock.lagShare': { atMost: 0.01 },
  'clock.coreShare': { atMost: 1 },
  'requests.perSecond': { atLeast: 1000 },
  'requests.p99Ms': { atMost: 50 },
  'requests.refused': { atMost: 0 },
  'memory.peakRssMiB': { atMost: 1024 },
};

console.error('200 orgs, 480 calls/h each, 60x …');
const clock = await measureClock(200, 60, wallSeconds);
console.error('the same, and 1,100 requests/s …');
const requests = await measureRequests(200, 60, 1100, wallSeconds);
console.error('1,000 orgs, 3 hours …');
const memory = await measureMemory(1000, 3);
process.exitCode = report({ ...clock, ...requests, ...memory });

function report(measured: Readonly<Record<string, number>>): number {
  const figures = Object.fromEntries(
    Object.entries(measured).map(([name, value]) => [name, Number(value.toPrecision(4))]),
  );
  console.table(
    Object.entries(figures).map(([figure, value]) => ({
      figure,
      value,
      target: targetText(figure),
      met: figure in targets ? isMet(figure, value) : '',
    })),
  );
  if ((figures['requests.coreWaitMs'] ?? 0) > 500) {
    console.log('The machine was busy with other things: latencies are partly theirs.');
  }
  if (values.json) console.log(JSON.stringify({ figures, targets }));
  return Object.entries(figures).every(([name, value]) => isMet(name, value)) ? 0 : 1;
}

function isMet(name: string, value: number): boolean {
  const { atMost = Infinity, atLeast = -Infinity } = targets[name] ?? {};
  return value <= atMost && value >= atLeast;
}

function targetText(name: string): string {
  const { atMost, atLeast } = targets[name] ?? {};
  if (atMost !== undefined) return `at most ${atMost}`;
  return atLeast === undefined ? '' : `at least ${atLeast}`;
}
