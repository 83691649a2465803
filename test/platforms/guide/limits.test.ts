import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { createGuideClient } from '../../../src/platforms/guide/client.js';
import type { OrgClient } from '../../../src/platforms/port.js';
import { startSimulator, type RunningSimulator } from '../../../src/simulator/server.js';
import { sampleWorld } from '../../simulator/sample-world.js';
import { bindingOf } from './simulated.js';

/** A platform minute, with its 1000 requests, takes two seconds. */
const SCALE = 30;
const MINUTE_SECONDS = 60;

describe('guide client: the org’s request limit', () => {
  let simulator: RunningSimulator;
  let client: OrgClient;

  before(async () => {
    simulator = await startSimulator({ port: 0, world: sampleWorld(), scale: SCALE });
    client = createGuideClient({
      org: bindingOf('east', simulator.url),
      credentials: async () => ({ clientId: 'east-client', clientSecret: 'east-secret' }),
      maxConcurrent: 4,
    });
    // The clock needs a few answers, some time apart, to find out how fast the platform's runs.
    for (let n = 0; n < 4; n += 1) {
      await client.read('queue', 'east-queue');
      await delay(550);
    }
  });
  after(() => simulator.close());

  it('waits for the reset when the headers say that nearly all is used up', async () => {
    const { nowMs } = await client.platformTime();
    const headers = {
      'X-RateLimit-Limit': '1000',
      'X-RateLimit-Remaining': '9',
      'X-RateLimit-Reset': String(Math.ceil(nowMs / 1000) + MINUTE_SECONDS),
    };
    const fault = { kind: 'queue', effect: { type: 'status', status: 503, headers } };
    await fetch(`${simulator.url}/_sim/faults`, { method: 'POST', body: JSON.stringify(fault) });
    await assert.rejects(client.read('queue', 'east-queue'), /503/);
    const startedAt = Date.now();
    await client.read('queue', 'east-queue');
    const waitedMs = Date.now() - startedAt;
    assert.ok(waitedMs > 1_500 && waitedMs < 4_000, `${waitedMs} ms`);
  });

  it('is slowed down rather than refused when it asks for more than the limit', async () => {
    const reads = Array.from({ length: 1_100 }, () => client.read('queue', 'east-queue'));
    assert.equal((await Promise.all(reads)).length, 1_100);
  });
});
