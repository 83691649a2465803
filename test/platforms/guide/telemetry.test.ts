import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import type { PlatformTime } from '../../../src/platforms/port.js';
import type { CallInterval } from '../../../src/domain/canary/evidence.js';
import { readIntervals } from '../../../src/platforms/guide/telemetry.js';
import { simulate, startMs, type Simulated } from './simulated.js';

const MINUTE_MS = 60_000;
const past = { fromMs: startMs - 40 * MINUTE_MS, toMs: startMs - 25 * MINUTE_MS };

/** The `Date` header has whole seconds; between answers our own clock runs on. */
function assertNear({ nowMs }: PlatformTime, expectedMs: number): void {
  assert.ok(Math.abs(nowMs - expectedMs) < 1_000, `${nowMs - expectedMs} ms off`);
}

describe('guide client: tree, time and telemetry', () => {
  let sim: Simulated;
  beforeEach(async () => {
    sim = await simulate();
  });
  afterEach(() => sim.close());

  const told = { enabled: true, region: 'us-east-1', businessUnit: null };

  it('flattens the tree as the client sees it', async () => {
    assert.deepEqual(await sim.connect('hub').discover(), [
      { realOrgId: 'hub', name: 'Org hub', parentRealOrgId: null, ...told },
      { realOrgId: 'east', name: 'Org east', parentRealOrgId: 'hub', ...told },
      { realOrgId: 'west', name: 'Org west', parentRealOrgId: 'hub', ...told },
    ]);
    assert.deepEqual(await sim.connect('east').discover(), [
      { realOrgId: 'east', name: 'Org east', parentRealOrgId: 'hub', ...told },
    ]);
  });

  it('tells platform time, asking only when the last answer is old', async () => {
    const effect = { type: 'latency', ms: 0 };
    await sim.control('faults', { id: 'asked', kind: 'directory', count: 0, effect });
    const client = sim.connect('east');
    assertNear(await client.platformTime(), startMs);
    const asked = (await sim.hits('asked')).hits;
    await client.platformTime();
    assert.equal((await sim.hits('asked')).hits, asked);
    await sim.control('clock', { advanceMs: 90_000 });
    await delay(1_050);
    assertNear(await client.platformTime(), startMs + 90_000);
  });

  it('tells platform time from a refusal, but not without any answer', async () => {
    const client = sim.connect('east');
    await sim.control('faults', { kind: 'directory', effect: { type: 'status', status: 503 } });
    assertNear(await client.platformTime(), startMs);
    const fresh = sim.connect('west');
    await fresh.acquireToken([]);
    await delay(1_050);
    await sim.control('faults', { kind: 'directory', effect: { type: 'reset' } });
    await assert.rejects(fresh.platformTime(), /ECONNRESET|failed/);
  });

  it('counts calls by interval, the same in fives as in ones', async () => {
    const client = sim.connect('east');
    const fives = await client.callIntervals({ ...past, intervalMinutes: 5 });
    assert.deepEqual(
      fives.map(({ start }) => start),
      [-40, -35, -30].map((minutes) => new Date(startMs + minutes * MINUTE_MS).toISOString()),
    );
    for (const one of fives) {
      assert.equal(one.offered, one.answered + one.abandoned);
      assert.ok(one.offered > 30 && one.waitSecondsTotal > 0, JSON.stringify(one));
      assert.ok(one.strategyAttempts >= one.strategyHits && one.strategyHits > 0);
    }
    const ones = await client.callIntervals({ ...past, intervalMinutes: 1 });
    for (const member of ['offered', 'answered', 'strategyHits', 'strategyAttempts'] as const)
      assert.equal(total(ones, member), total(fives, member), member);
  });

  it('leaves out what is not over, not settled yet, or before the world began', async () => {
    const client = sim.connect('east');
    const recent = { fromMs: startMs - 15 * MINUTE_MS, toMs: startMs + 4 * MINUTE_MS };
    const starts = (await client.callIntervals({ ...recent, intervalMinutes: 5 })).map(
      ({ start }) => Date.parse(start) - startMs,
    );
    assert.ok(starts.includes(-15 * MINUTE_MS) && !starts.includes(-5 * MINUTE_MS), String(starts));
    const long = { fromMs: startMs - 7 * 24 * 60 * MINUTE_MS, toMs: startMs - 10 * MINUTE_MS };
    const known = await client.callIntervals({ ...long, intervalMinutes: 5 });
    assert.ok(known.length > 5 && known.length < 60, `${known.length} intervals`);
    assert.equal(Date.parse(known.at(-1)?.start ?? ''), startMs - 15 * MINUTE_MS);
  });

  it('never takes missing data for zero', async () => {
    await sim.control('faults', { kind: 'analytics', effect: { type: 'noData' } });
    const client = sim.connect('east');
    assert.deepEqual(await client.callIntervals({ ...past, intervalMinutes: 5 }), []);
    assert.equal((await client.callIntervals({ ...past, intervalMinutes: 5 })).length, 3);
  });
});

function total(
  intervals: readonly CallInterval[],
  member: 'offered' | 'answered' | 'strategyHits' | 'strategyAttempts',
): number {
  return intervals.reduce((sum, one) => sum + one[member], 0);
}

describe('intervals of an answer', () => {
  const window = { fromMs: startMs, toMs: startMs + 10 * MINUTE_MS, intervalMinutes: 5 };
  const iso = (minutes: number): string => new Date(startMs + minutes * MINUTE_MS).toISOString();
  const row = (dispositionCode: 'answered' | 'abandoned', interactions: number) => ({
    dispositionCode,
    interactions,
    waitSecondsSum: interactions * 10,
    waitSecondsSumOfSquares: interactions * 100,
  });
  const first = {
    interval: `${iso(0)}/${iso(5)}`,
    results: [row('answered', 8), row('abandoned', 2)],
    strategies: [{ reached: 9, firstPriority: 7 }],
  };
  const second = {
    interval: `${iso(5)}/${iso(10)}`,
    results: [row('answered', 4)],
    strategies: [],
  };
  const read = (intervals: (typeof first)[], freshUntil = iso(10)) =>
    readIntervals({ freshUntil, intervals }, window);
  const starts = (...args: Parameters<typeof read>) => read(...args).map(({ start }) => start);

  it('count the waits of answered calls only', () => {
    assert.deepEqual(read([first])[0], {
      start: iso(0),
      offered: 10,
      answered: 8,
      abandoned: 2,
      waitSecondsTotal: 80,
      strategyHits: 7,
      strategyAttempts: 9,
    });
  });

  it('have no place where there is a gap, stale data or no rows', () => {
    assert.deepEqual(starts([second]), [iso(5)]);
    assert.deepEqual(starts([first, second], iso(9)), [iso(0)]);
    assert.deepEqual(starts([{ ...first, results: [] }, second]), [iso(5)]);
  });

  it('are the window’s, each once', () => {
    const beyond = { ...second, interval: `${iso(10)}/${iso(15)}` };
    assert.deepEqual(starts([first, second, second, beyond]), [iso(0), iso(5)]);
  });
});
