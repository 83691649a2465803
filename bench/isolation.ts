import { loadavg } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { obedienceOf } from './isolation/obedience.js';
import { runRound, type Round } from './isolation/org-work.js';
import { startPlatform } from './simulator/platform.js';

/**
 * `npm run bench:isolation -- [--rounds 5] [--json]`: 50 orgs with tight request limits, read and written with the
 * real client over HTTP, in pairs of rounds: all well, and with one of them revoked and two throttled. The other 47
 * have to finish as fast, and no limit may be passed. A ratio is the median of those of the pairs, whose rounds follow
 * each other: what else the machine does meets both alike. Exits 1 where a target is missed.
 */
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    json: { type: 'boolean', default: false },
  },
});

const ORGS = 50;
const LIMIT = { requests: 70, seconds: 4 } as const;
const orgs = Array.from({ length: ORGS }, (_, index) => `org-${String(index).padStart(4, '0')}`);
const faults = [
  { orgId: 'org-0007', effect: { type: 'revokeClient' } },
  { orgId: 'org-0019', route: '/api/', count: 0, effect: { type: 'rateLimit', headers: 'out' } },
  { orgId: 'org-0031', route: '/api/', count: 0, effect: { type: 'rateLimit', headers: 'none' } },
];
const unwell = faults.map(({ orgId }) => orgId);
const well = orgs.filter((org) => !unwell.includes(org));

const targets: Readonly<Record<string, { atMost: number }>> = {
  'ratio.50thRequest': { atMost: 1.1 },
  'ratio.medianOrg': { atMost: 1.1 },
  'ratio.slowestOrg': { atMost: 1.1 },
  'limit.mostInWindow': { atMost: LIMIT.requests },
  'limit.sentWhileNoneLeft': { atMost: 0 },
  'limit.refusedOfHealthy': { atMost: 0 },
};

/** How long one round took those who are well, by each way to look at it. */
const MEASURES: Readonly<Record<string, (round: Round) => number>> = {
  // Before any limit is felt: this much is nothing but work.
  '50thRequest': (round) => medianOf(well.map((org) => endOfNthMs(round, org, 50))),
  medianOrg: ({ finishedMs }) => medianOf(finishedMs),
  slowestOrg: ({ finishedMs }) => Math.max(...finishedMs),
};

const platform = await startPlatform(ORGS, 1, 0, LIMIT);
try {
  process.exitCode = report(await measure());
} finally {
  await platform.stop();
}

interface TimedRound extends Round {
  /** How far the platform's clock is ahead of the wall's. */
  readonly aheadMs: number;
}

interface Rounds {
  readonly without: readonly TimedRound[];
  readonly trouble: readonly TimedRound[];
}

/** Both kinds in turn, each first as often as the other; one before that warms everything up. */
async function measure(): Promise<Rounds> {
  const without: TimedRound[] = [];
  const trouble: TimedRound[] = [];
  await once(false, 'warm-up');
  for (let round = 0; round < Number(values.rounds); round += 1) {
    const order = round % 2 === 0 ? [false, true] : [true, false];
    for (const troubled of order) {
      const done = await once(troubled, `round ${round} ${troubled ? 'trouble' : 'without'}`);
      (troubled ? trouble : without).push(done);
    }
  }
  return { without, trouble };
}

/** From the beginning of a window on, so that every round meets the same number of resets. */
async function once(troubled: boolean, mark: string): Promise<TimedRound> {
  await fetch(`${platform.url}/_sim/faults`, { method: 'DELETE' });
  const { nowMs } = (await (await fetch(`${platform.url}/_sim/clock`)).json()) as { nowMs: number };
  const aheadMs = nowMs - Date.now();
  const windowMs = LIMIT.seconds * 1000;
  await delay(windowMs - (nowMs % windowMs) + 50);
  for (const fault of troubled ? faults : [])
    await fetch(`${platform.url}/_sim/faults`, { method: 'POST', body: JSON.stringify(fault) });
  const round = await runRound({
    url: platform.url,
    orgs,
    unwell: troubled ? unwell : [],
    mark: `${mark} ${nowMs}`,
  });
  const slowest = Math.max(...round.finishedMs);
  console.error(
    `${mark}: ${round.events.length} requests, the slowest in ${slowest.toFixed(0)} ms`,
  );
  return { ...round, aheadMs };
}

/** Times of both kinds, and trouble's part of the time without, pair by pair. */
function timesOf({ without, trouble }: Rounds): Record<string, number> {
  return Object.fromEntries(
    Object.entries(MEASURES).flatMap(([name, measure]) => {
      const ratios = trouble.map((round, pair) => {
        const calm = without[pair];
        return calm === undefined ? Number.NaN : measure(round) / measure(calm);
      });
      return [
        [`without.${name}Ms`, medianOf(without.map(measure))],
        [`trouble.${name}Ms`, medianOf(trouble.map(measure))],
        [`ratio.${name}`, medianOf(ratios)],
        [`ratio.${name}.lowest`, Math.min(...ratios)],
        [`ratio.${name}.highest`, Math.max(...ratios)],
      ];
    }),
  );
}

function report(measured: Rounds): number {
  const rounds = [...measured.without, ...measured.trouble];
  const healthy = rounds.map((round) => obedienceOf(round, well));
  const all = rounds.map((round) => obedienceOf(round, orgs));
  const figures: Record<string, number> = {
    pairs: measured.trouble.length,
    'machine.loadAverage': loadavg()[0] ?? Number.NaN,
    ...timesOf(measured),
    'limit.mostInWindow': Math.max(...all.map((one) => one.mostInWindow)),
    'limit.sentWhileNoneLeft': sum(all.map((one) => one.sentWhileNoneLeft)),
    'limit.refusedOfHealthy': sum(healthy.map((one) => one.refused)),
    'limit.timesReached': sum(all.map((one) => one.noneOrFewLeft)),
    'trouble.refused': sum(all.map((one) => one.refused)),
  };
  console.table(
    Object.entries(figures).map(([figure, value]) => ({
      figure,
      value: Number(value.toPrecision(4)),
      target: figure in targets ? `at most ${targets[figure]?.atMost}` : '',
    })),
  );
  if (values.json) console.log(JSON.stringify({ figures, targets }));
  const missed = Object.entries(targets).some(
    ([name, { atMost }]) => !((figures[name] ?? Number.NaN) <= atMost),
  );
  return missed ? 1 : 0;
}

/** When the nth request of an org was answered. */
function endOfNthMs({ events, beganAtMs }: Round, org: string, nth: number): number {
  const ends = events
    .filter((event) => event.org === org && event.purpose !== 'token')
    .map(({ startedAtMs, durationMs }) => startedAtMs + durationMs - beganAtMs);
  return ends.toSorted((a, b) => a - b)[nth - 1] ?? Number.NaN;
}

function medianOf(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? 0) + (sorted[Math.floor(middle)] ?? 0)) / 2;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
