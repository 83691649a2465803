import assert from 'node:assert/strict';
import { startPlatform, type Platform } from './platform.js';
import { sampleWorld, startMs } from './sample-world.js';
import { analytics, analyticsPath, experience, sum, type Analytics } from './telemetry.js';

describe('simulator: analytics', () => {
  let platform: Platform;
  beforeEach(async () => {
    platform = await startPlatform();
  });
  afterEach(() => platform.close());

  it('has a history from the warm-up', async () => {
    const { calls } = experience(await analytics(await platform.api('east'), -50, -10));
    assert.ok(calls > 600 && calls < 1000, `${calls} calls in 40 minutes`);
  });

  it('moves only with the clock', async () => {
    const api = await platform.api('east');
    const before = await analytics(api, 0, 15);
    assert.deepEqual(
      before.intervals.map((one) => one.results),
      [[], [], []],
    );
    assert.deepEqual(await analytics(api, 0, 15), before);
    await platform.advance(30);
    const after = await analytics(api, 0, 15);
    assert.equal(after.intervals.length, 3);
    assert.ok(experience(after).calls > 200);
    await platform.advance(5);
    assert.deepEqual((await analytics(api, 0, 15)).intervals, after.intervals);
  });

  it('is fresh up to the first call that has not ended, two minutes ago at most', async () => {
    await platform.advance(30);
    const { freshUntil } = await analytics(await platform.api('east'), 0, 15);
    const fresh = Date.parse(freshUntil) - startMs;
    assert.ok(fresh <= 28 * 60_000 && fresh >= 20 * 60_000, freshUntil);
  });

  it('groups by the selected columns only', async () => {
    await platform.advance(30);
    const api = await platform.api('east');
    const all = await analytics(api, 0, 15);
    const { body } = await api<Analytics>(analyticsPath(0, 15, '&select=dispositionCode'));
    const [row] = body.intervals[0]?.results ?? [];
    assert.deepEqual(Object.keys(row ?? {}), [
      'dispositionCode',
      'interactions',
      'waitSecondsSum',
      'waitSecondsSumOfSquares',
    ]);
    const callsOf = (answer: Analytics): number =>
      sum(answer.intervals.flatMap((one) => one.results).map((result) => result.interactions));
    assert.equal(callsOf(body), callsOf(all));
  });

  it('tells skills, agents, and calls that reached no queue', async () => {
    await platform.advance(30);
    const [interval] = (await analytics(await platform.api('east'), 0, 15)).intervals;
    const answered = interval?.results.find((row) => row.dispositionCode === 'answered');
    assert.deepEqual([answered?.queueId, answered?.skill], ['east-queue', 'english']);
    const lost = interval?.results.find((row) => row.queueId === null);
    assert.deepEqual(
      [lost?.dispositionCode, lost?.skill, lost?.waitSecondsSum],
      ['abandoned', null, 0],
    );
    assert.deepEqual(interval?.agents, [
      { queueId: 'east-queue', active: 70 },
      { queueId: 'east-unstaffed', active: 0 },
    ]);
  });

  it('refuses bad parameters', async () => {
    const api = await platform.api('east');
    const path = '/api/v2/analytics/interactions/queues';
    const good = analyticsPath(0, 15);
    for (const bad of [
      path,
      analyticsPath(15, 0),
      `${good}&select=colour`,
      good.replace('PT5M', 'PT2H'),
      good.replace('PT5M', '5'),
      good.replace('dateTo=2026', 'dateTo=x'),
    ]) {
      assert.equal((await api(bad)).status, 400, bad);
    }
  });

  it('is the same for the same seed, and another for another', async () => {
    const same = await startPlatform();
    const other = await startPlatform({ world: sampleWorld({ seed: 8 }) });
    try {
      const seen: Analytics[] = [];
      for (const one of [platform, same, other]) {
        await one.advance(20);
        seen.push(await analytics(await one.api('east'), -30, 15));
      }
      assert.deepEqual(seen[1], seen[0]);
      assert.notDeepEqual(seen[2]?.intervals, seen[0]?.intervals);
    } finally {
      await same.close();
      await other.close();
    }
  });
});
