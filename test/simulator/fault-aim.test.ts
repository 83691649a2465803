import assert from 'node:assert/strict';
import { startPlatform, type Api, type Platform } from './platform.js';
import { startMs } from './sample-world.js';

const flow = '/api/v2/architect/flows/east-flow';
const queues = '/api/v2/routing/queues';
const busy = { type: 'status', status: 503 };

describe('simulator: what faults are aimed at', () => {
  let platform: Platform;
  let east: Api;
  let west: Api;
  beforeEach(async () => {
    platform = await startPlatform();
    [east, west] = [await platform.api('east'), await platform.api('west')];
  });
  afterEach(() => platform.close());

  const place = (fault: object) => platform.ask('/_sim/faults', { method: 'POST', body: fault });
  const statuses = async (api: Api, path: string, count: number): Promise<number[]> => {
    const seen: number[] = [];
    for (let sent = 0; sent < count; sent += 1) seen.push((await api(path)).status);
    return seen;
  };

  it('is aimed at paths by a prefix', async () => {
    await place({ route: '/api/v2/routing/', count: 0, effect: busy });
    assert.deepEqual(await statuses(east, flow, 1), [200]);
    assert.deepEqual(await statuses(east, queues, 2), [503, 503]);
  });

  it('is aimed at paths by a regular expression', async () => {
    await place({ route: '^/api/v2/.*/(east|hub)-flow$', count: 0, effect: busy });
    assert.deepEqual(await statuses(east, flow, 1), [503]);
    assert.deepEqual(await statuses(west, '/api/v2/architect/flows/west-flow', 1), [200]);
  });

  it('is aimed at one client', async () => {
    await place({ clientId: 'east-client', count: 0, effect: busy });
    assert.deepEqual(await statuses(east, queues, 1), [503]);
    assert.deepEqual(await statuses(west, queues, 1), [200]);
  });

  it('begins and ends at instants of platform time', async () => {
    const [from, until] = [5, 10].map((minute) => new Date(startMs + minute * 60_000));
    await place({ from, until, effect: busy });
    const seen: number[] = [];
    for (const minutes of [0, 5, 4, 1]) {
      await platform.advance(minutes);
      seen.push(...(await statuses(east, flow, 1)));
    }
    assert.deepEqual(seen, [200, 503, 503, 200]);
  });

  it('counts durations from when it was placed', async () => {
    await platform.advance(7);
    await place({ from: 'PT1M', until: 'PT1M30S', effect: busy });
    const { body } = await platform.ask<{ faults: { from: string; until: string }[] }>(
      '/_sim/faults',
    );
    assert.deepEqual(
      [body.faults[0]?.from, body.faults[0]?.until].map((iso) => Date.parse(iso ?? '') - startMs),
      [480_000, 510_000],
    );
    assert.deepEqual(await statuses(east, flow, 1), [200]);
    await platform.advance(1);
    assert.deepEqual(await statuses(east, flow, 2), [503, 503]);
  });

  it('comes back in bursts', async () => {
    await place({ nth: 2, count: 2, every: 5, effect: busy });
    assert.deepEqual(await statuses(east, flow, 9), [200, 503, 503, 200, 200, 200, 503, 503, 200]);
  });

  it('hits by chance, the same with the same seed, whatever other orgs ask', async () => {
    const run = async (seed: number, interleaved: boolean): Promise<number[]> => {
      await platform.ask('/_sim/faults', { method: 'DELETE' });
      await place({ probability: 0.5, seed, kind: 'flow', effect: busy });
      const seen: number[] = [];
      for (let sent = 0; sent < 40; sent += 1) {
        if (interleaved) await west('/api/v2/architect/flows');
        seen.push(...(await statuses(east, flow, 1)));
      }
      return seen;
    };
    const first = await run(1, false);
    assert.deepEqual(await run(1, true), first);
    assert.notDeepEqual(await run(2, false), first);
    const hits = first.filter((status) => status === 503).length;
    assert.ok(hits > 8 && hits < 32, `${hits} of 40`);
  });

  it('says what is wrong with it', async () => {
    const wrong = async (fault: object): Promise<string> => (await place(fault)).body.message;
    assert.match(await wrong({ effect: { type: 'reset' }, probabilty: 1 }), /probabilty/);
    assert.match(await wrong({ effect: { type: 'reset' }, route: '^(' }), /regular expression/);
    assert.match(await wrong({ effect: { type: 'reset' }, route: 'flows' }), /path prefix/);
    assert.match(await wrong({ effect: { type: 'reset' }, until: 'soon' }), /ISO 8601/);
    assert.match(await wrong({ effect: { type: 'latency' } }), /effect\.ms/);
  });
});
