import assert from 'node:assert/strict';
import type { CallInterval } from '../../../src/domain/canary/evidence.js';
import { intervalsOf } from '../../../src/platforms/genesys-cloud/telemetry.js';
import type { OrgClient } from '../../../src/platforms/port.js';
import { startMs } from '../../simulator/sample-world.js';
import { genesysWorld } from '../../simulator/genesys-cloud/sample-world.js';
import { simulateGenesys, type SimulatedGenesys } from './simulated.js';

const MINUTE_MS = 60_000;
const past = { fromMs: startMs - 40 * MINUTE_MS, toMs: startMs - 25 * MINUTE_MS };

describe('Genesys Cloud client: telemetry and agents', () => {
  let sim: SimulatedGenesys;
  let client: OrgClient;
  beforeEach(async () => {
    sim = await simulateGenesys({ frozen: true });
    client = sim.connect();
  });
  afterEach(() => sim.close());

  it('counts calls by interval, the same in fives as in ones', async () => {
    const fives = await client.callIntervals({ ...past, intervalMinutes: 5 });
    assert.deepEqual(
      fives.map(({ start }) => start),
      [-40, -35, -30].map((minutes) => new Date(startMs + minutes * MINUTE_MS).toISOString()),
    );
    for (const one of fives) {
      assert.equal(one.offered, one.answered + one.abandoned);
      assert.ok(one.offered > 30, JSON.stringify(one));
      const mean = one.waitSecondsTotal / one.answered;
      assert.ok(mean > 1 && mean < 120, `${mean} seconds`);
      assert.equal(one.strategyAttempts, 0, 'not told, and never taken for misses');
    }
    const ones = await client.callIntervals({ ...past, intervalMinutes: 1 });
    assert.equal(offered(ones), offered(fives));
  });

  it('leaves out what is not over, not settled yet, late or missing', async () => {
    const window = { fromMs: startMs - 20 * MINUTE_MS, toMs: startMs + 5 * MINUTE_MS };
    const minutes = async (): Promise<number[]> =>
      (await client.callIntervals({ ...window, intervalMinutes: 5 })).map(
        ({ start }) => (Date.parse(start) - startMs) / MINUTE_MS,
      );
    assert.deepEqual(await minutes(), [-20, -15, -10]);
    await sim.fault({ type: 'lateData', seconds: 900 }, { count: 1 });
    assert.deepEqual(await minutes(), [-20]);
    await sim.fault({ type: 'noData' }, {});
    assert.deepEqual(await minutes(), []);
  });

  it('takes omitted groups for missing: a quiet org has no intervals', async () => {
    const callers = { perMinute: 0, patienceSeconds: 120, flowHangupRatioPerMinute: 0 };
    const world = genesysWorld({ callers: { ...callers, entryFlowId: 'north-ivr' } });
    const quiet = await simulateGenesys({ frozen: true }, world);
    try {
      const window = { ...past, intervalMinutes: 5 };
      assert.deepEqual(await quiet.connect().callIntervals(window), []);
    } finally {
      await quiet.close();
    }
  });

  it('tells who is on queue, whatever they do, and who waits', async () => {
    const capacity = await client.capacity();
    assert.ok(Math.abs((capacity?.observedAtMs ?? 0) - startMs) < 1_000);
    const agents = Object.fromEntries(
      (capacity?.queues ?? []).map(({ queueId, groups }) => [queueId, groups]),
    );
    assert.deepEqual(agents, {
      'north-support': [{ skills: [], agents: 70 }],
      'north-overflow': [{ skills: [], agents: 70 }],
      'north-unstaffed': [],
    });
    const queue = (id: string) => capacity?.queues.find(({ queueId }) => queueId === id);
    const { handledCalls = 0, handleSeconds = 0 } = queue('north-support') ?? {};
    assert.ok(handledCalls > 100, `${handledCalls} calls`);
    // The world's agents talk for three minutes on average, and have nothing to do afterwards.
    assert.ok(Math.abs((handleSeconds ?? 0) - 180) < 45, `${handleSeconds} s`);
    assert.equal(queue('north-unstaffed')?.handleSeconds, null);
    await sim.control('shocks', { type: 'agentsOff', orgId: 'north', share: 0.5, minutes: 60 });
    await sim.control('clock', { advanceMs: MINUTE_MS });
    const half = (await client.capacity())?.queues.find((one) => one.queueId === 'north-overflow');
    assert.deepEqual(half?.groups, [{ skills: [], agents: 35 }]);
  });
});

function offered(intervals: readonly CallInterval[]): number {
  return intervals.reduce((sum, one) => sum + one.offered, 0);
}

describe('intervals of an aggregate', () => {
  const window = { fromMs: startMs, toMs: startMs + 10 * MINUTE_MS, intervalMinutes: 5 };
  const iso = (minutes: number): string => new Date(startMs + minutes * MINUTE_MS).toISOString();
  const data = (minute: number, metrics: [string, number, number?][]) => ({
    interval: `${iso(minute)}/${iso(minute + 5)}`,
    metrics: metrics.map(([metric, count, sum]) => ({
      metric,
      stats: sum === undefined ? { count } : { count, sum },
    })),
  });

  it('add up the queues, in seconds', () => {
    const support = data(0, [
      ['nOffered', 10],
      ['tAnswered', 8, 80_000],
      ['tAbandon', 2, 9_000],
    ]);
    const other = data(0, [
      ['nOffered', 1],
      ['tAnswered', 1, 500],
    ]);
    const results = [{ data: [support] }, { data: [other] }];
    const shown = { start: iso(0), offered: 11, answered: 9, abandoned: 2, waitSecondsTotal: 80.5 };
    assert.deepEqual(intervalsOf(results, window), [
      { ...shown, strategyHits: 0, strategyAttempts: 0 },
    ]);
  });

  it('are the window’s, and only those that some group has', () => {
    const results = [
      { data: [data(10, [['nOffered', 1]]), data(5, [['nOffered', 1]]), data(0, [])] },
    ];
    assert.deepEqual(
      intervalsOf(results, window).map(({ start }) => start),
      [iso(5)],
    );
  });
});
