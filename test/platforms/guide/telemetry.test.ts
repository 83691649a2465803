import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import type { PlatformTime } from '../../../src/platforms/port.js';
import { sumCalls } from '../../../src/platforms/guide/telemetry.js';
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

  it('sums the calls of a window, the same in fives as in ones', async () => {
    const client = sim.connect('east');
    const sums = await client.callSums(past);
    assert.ok(sums !== null && sums.offered > 100, JSON.stringify(sums));
    assert.equal(sums.offered, sums.answered + sums.abandoned);
    assert.ok(sums.strategyReached >= sums.strategyFirstPriority && sums.strategyFirstPriority > 0);
    const parts = await Promise.all([
      client.callSums({ fromMs: past.fromMs, toMs: past.fromMs + 7 * MINUTE_MS }),
      client.callSums({ fromMs: past.fromMs + 7 * MINUTE_MS, toMs: past.toMs }),
    ]);
    const total = (member: 'offered' | 'answered' | 'strategyReached'): number =>
      parts.reduce((sum, part) => sum + (part?.[member] ?? Number.NaN), 0);
    assert.equal(total('offered'), sums.offered);
    assert.equal(total('answered'), sums.answered);
    assert.equal(total('strategyReached'), sums.strategyReached);
  });

  it('has nothing to say about a window that is not over, or not settled yet', async () => {
    const client = sim.connect('east');
    assert.equal(await client.callSums({ fromMs: startMs - 15 * MINUTE_MS, toMs: startMs }), null);
  });

  it('never takes missing data for zero', async () => {
    await sim.control('faults', { kind: 'analytics', effect: { type: 'noData' } });
    const client = sim.connect('east');
    assert.equal(await client.callSums(past), null);
    assert.notEqual(await client.callSums(past), null);
  });
});

describe('sum of calls', () => {
  const window = { fromMs: startMs, toMs: startMs + 10 * MINUTE_MS };
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
  const sumOf = (intervals: (typeof first)[], freshUntil = iso(10)) =>
    sumCalls({ freshUntil, intervals }, window, 5 * MINUTE_MS);

  it('counts the waits of answered calls only', () => {
    assert.deepEqual(sumOf([first, second]), {
      offered: 14,
      answered: 12,
      abandoned: 2,
      waitSecondsSum: 120,
      waitSecondsSumOfSquares: 1_200,
      strategyReached: 9,
      strategyFirstPriority: 7,
    });
  });

  it('is null with a gap, stale data or no rows at all', () => {
    assert.equal(sumOf([first]), null);
    assert.equal(sumOf([first, second], iso(9)), null);
    assert.equal(sumOf([first, second].map((one) => ({ ...one, results: [] }))), null);
  });

  it('ignores intervals beyond the window and duplicates', () => {
    const beyond = { ...second, interval: `${iso(10)}/${iso(15)}` };
    assert.equal(sumOf([first, second, second, beyond])?.offered, 14);
  });
});
