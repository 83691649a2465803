import assert from 'node:assert/strict';
import { startPlatform, type Api, type Platform } from './platform.js';
import { startMs } from './sample-world.js';
import { analytics, type Analytics } from './telemetry.js';

describe('simulator: faults of analytics', () => {
  let platform: Platform;
  let api: Api;
  beforeEach(async () => {
    platform = await startPlatform();
    api = await platform.api('east');
    await platform.advance(30);
  });
  afterEach(() => platform.close());

  const place = (effect: object) =>
    platform.ask('/_sim/faults', { method: 'POST', body: { count: 0, effect } });
  const rowsOf = (answer: Analytics): number[] =>
    answer.intervals.map((interval) => interval.results.length);

  it('arrive late', async () => {
    const before = await analytics(api, 0, 20);
    await place({ type: 'lateData', seconds: 20 * 60 });
    const late = await analytics(api, 0, 20);
    assert.deepEqual(rowsOf(late).slice(2), [0, 0]);
    assert.deepEqual(late.intervals.slice(0, 2), before.intervals.slice(0, 2));
    assert.equal(Date.parse(late.freshUntil), startMs + 10 * 60_000);
    await platform.advance(10);
    assert.deepEqual(rowsOf(await analytics(api, 0, 20)), rowsOf(before));
  });

  it('are sparse, in the same places at every query', async () => {
    const all = rowsOf(await analytics(api, 0, 30));
    await place({ type: 'sparseData', keep: 0.5 });
    const first = await analytics(api, 0, 30);
    const sum = (counts: number[]): number => counts.reduce((total, count) => total + count, 0);
    assert.ok(sum(rowsOf(first)) > 0 && sum(rowsOf(first)) < sum(all));
    assert.deepEqual(rowsOf(await analytics(api, 0, 30)), rowsOf(first));
    assert.deepEqual(rowsOf(await analytics(api, 5, 30)), rowsOf(first).slice(1));
  });

  it('are absent, and nothing else is', async () => {
    await place({ type: 'noData' });
    const flows = await api<{ entities: object[] }>('/api/v2/architect/flows');
    assert.equal(flows.body.entities.length, 1);
    assert.deepEqual(rowsOf(await analytics(api, 0, 20)), [0, 0, 0, 0]);
  });
});
