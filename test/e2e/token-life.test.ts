import assert from 'node:assert/strict';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { adopt, isOver, play } from './play.js';
import { startRecordingProxy, type RecordingProxy } from './recording-proxy.js';
import { startTimeSkippingServer } from './temporal.js';
import { startTrueTime, type TrueTime } from './true-time.js';

const QUEUE = 'token-life';
const HOUR_MS = 3_600_000;
/** What the simulator's tokens live. */
const LIFETIME_MS = HOUR_MS;
/** The `Date` header has whole seconds. */
const RESOLUTION_MS = 1_000;

describe('tokens of one hour, in a rollout of more than three', () => {
  let server: TestWorkflowEnvironment;
  let proxy: RecordingProxy;
  let time: TrueTime;

  before(async () => {
    server = await startTimeSkippingServer();
    time = await startTrueTime(server, QUEUE, {
      subs: ['org_sub_002', 'org_sub_012', 'org_sub_022'],
      via: async (platformUrl) => {
        proxy = await startRecordingProxy(platformUrl);
        return proxy.url;
      },
    });
    await adopt(time.client, QUEUE, 1);
  });
  after(async () => {
    await time?.stop();
    await proxy?.stop();
    await server?.teardown();
  });

  it('are let go at 80 % of it: no request is sent with an older one', async () => {
    const startedMs = await server.currentTimeMs();
    const rollout = await play(time.client, QUEUE, { release: 'v2.1.0', timeScale: 1 });
    let waited = false;
    for (;;) {
      const status = await time.until(
        rollout,
        'a gate, or the end',
        (now) => now.awaiting?.gate !== undefined || isOver(now),
      );
      if (isOver(status)) {
        assert.equal(status.state, 'succeeded', JSON.stringify(status));
        break;
      }
      const isExpansion = status.awaiting?.gate?.startsWith('expand') ?? false;
      // Its wave is judged on meanwhile, every quarter of an hour.
      if (!waited && isExpansion) await time.pass('4 hours');
      waited ||= isExpansion;
      await time.approve(rollout);
    }
    const tookMs = (await server.currentTimeMs()) - startedMs;
    assert.ok(tookMs > 3 * HOUR_MS, `the rollout took ${tookMs / HOUR_MS} hours`);
    const ages = proxy.uses.map(({ ageMs }) => ageMs);
    assert.ok(ages.length > 200, `${ages.length} requests`);
    assert.ok(!ages.some(Number.isNaN), 'every token was given in the open');
    const oldestMs = Math.max(...ages);
    assert.ok(oldestMs <= 0.8 * LIFETIME_MS + RESOLUTION_MS, `${oldestMs / 60_000} minutes`);
    // And none is fetched for every request, either.
    assert.ok(oldestMs >= 0.5 * LIFETIME_MS, `${oldestMs / 60_000} minutes`);
    assert.ok(proxy.given.size < ages.length / 4, `${proxy.given.size} tokens`);
  });
});
