import assert from 'node:assert/strict';
import { found, simulate, startMs, type Simulated } from './simulated.js';
import type { WireExchange } from '../../../src/http/observer.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

describe('guide client: three hours with tokens of one hour', () => {
  const events: WireExchange[] = [];
  let sim: Simulated;
  before(async () => {
    sim = await simulate({
      observer: { exchangeEnded: (event) => void events.push(event), waited: () => undefined },
    });
  });
  after(() => sim.close());

  it('sends nothing with a token past 80 % of its lifetime', async () => {
    const client = sim.connect('east');
    const agesMs: number[] = [];
    const since = new Map<string, number>();
    // The platform's clock stands still between the steps, so the age of a token is exact.
    for (let elapsedMs = 0; elapsedMs <= 3 * HOUR_MS; elapsedMs += MINUTE_MS) {
      const nowMs = startMs + elapsedMs;
      events.length = 0;
      // Nothing has told the client of the minute that has passed.
      await client.discover();
      const live = await found(client, 'queue', 'Support');
      await client.update(live, { ...live.body, note: String(elapsedMs) });
      let isFresh = false;
      for (const { purpose, method } of events) {
        if (purpose === 'token') {
          isFresh = true;
          continue;
        }
        const use = method === 'GET' ? 'read' : 'change';
        if (isFresh) since.set(use, nowMs);
        isFresh = false;
        agesMs.push(nowMs - (since.get(use) ?? Number.NaN));
      }
      await sim.control('clock', { advanceMs: MINUTE_MS });
    }
    assert.equal(agesMs.length, 181 * 4);
    const oldestMs = Math.max(...agesMs);
    assert.ok(oldestMs <= 0.8 * HOUR_MS, `${oldestMs / MINUTE_MS} minutes`);
    assert.ok(oldestMs >= 0.75 * HOUR_MS, `${oldestMs / MINUTE_MS} minutes`);
    const writes = await sim.journal();
    assert.equal(writes.length, 181);
  });
});
