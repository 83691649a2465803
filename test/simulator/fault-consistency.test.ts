import assert from 'node:assert/strict';
import type { JsonObject } from '../../src/simulator/json.js';
import { startPlatform, type Api, type Platform, type Reply } from './platform.js';

const flows = '/api/v2/architect/flows';
const flow = `${flows}/east-flow`;

describe('simulator: faults of consistency and connection', () => {
  let platform: Platform;
  let api: Api;
  beforeEach(async () => {
    platform = await startPlatform();
    api = await platform.api('east');
  });
  afterEach(() => platform.close());

  const place = (fault: object) => platform.ask('/_sim/faults', { method: 'POST', body: fault });
  const read = () => api<JsonObject>(flow);
  const patch = (body: JsonObject, etag: string | null): Promise<Reply<JsonObject>> =>
    api(flow, { method: 'PATCH', body, headers: { 'If-Match': etag ?? '' } });

  it('shows a reader what was there before the last write, for a while', async () => {
    await place({ kind: 'flow', effect: { type: 'staleRead', seconds: 90 } });
    const before = await read();
    const written = await patch({ name: 'Renamed' }, before.headers.get('etag'));
    assert.deepEqual([written.status, written.body['name']], [200, 'Renamed']);
    const stale = await read();
    assert.deepEqual(stale.body, before.body);
    assert.equal(stale.headers.get('etag'), before.headers.get('etag'));
    assert.equal(stale.headers.get('x-ratelimit-remaining'), '997');
    assert.equal((await patch({ note: 'x' }, stale.headers.get('etag'))).status, 412);
    await platform.advance(2);
    assert.equal((await read()).body['name'], 'Renamed');
  });

  it('goes on showing what was deleted', async () => {
    await place({ effect: { type: 'staleRead', seconds: 90 } });
    const queue = '/api/v2/routing/queues/east-unstaffed';
    const { headers } = await api(queue);
    const condition = { 'If-Match': headers.get('etag') ?? '' };
    assert.equal((await api(queue, { method: 'DELETE', headers: condition })).status, 204);
    assert.equal((await api(queue)).status, 200);
    await platform.advance(2);
    assert.equal((await api(queue)).status, 404);
  });

  it('does not find what was just created', async () => {
    await place({ effect: { type: 'notFoundAfterCreate', seconds: 30 } });
    const created = await api<JsonObject>(flows, { method: 'POST', body: { name: 'New' } });
    assert.equal(created.status, 201);
    const path = created.headers.get('location') ?? '';
    assert.deepEqual([(await api(path)).status, (await read()).status], [404, 200]);
    await platform.advance(1);
    assert.equal((await api<JsonObject>(path)).body['name'], 'New');
  });

  it('loses an answer behind a gateway, the write applied', async () => {
    await place({ method: 'PATCH', effect: { type: 'dropResponse', status: 504 } });
    const { headers } = await read();
    assert.equal((await patch({ name: 'Renamed' }, headers.get('etag'))).status, 504);
    assert.equal((await read()).body['name'], 'Renamed');
  });

  it('breaks the connection in the middle of an answer', async () => {
    await place({ kind: 'flow', effect: { type: 'truncate', breaksOff: true } });
    const response = await fetch(`${platform.url}${flow}`, {
      headers: { Authorization: `Bearer ${await platform.token('east')}` },
    });
    assert.equal(response.status, 200);
    await assert.rejects(response.text());
    assert.equal((await read()).status, 200);
  });

  it('delays an answer by a drawn time', async () => {
    await place({ kind: 'flow', count: 2, effect: { type: 'latency', ms: 100, maxMs: 300 } });
    const delays: number[] = [];
    for (let sent = 0; sent < 2; sent += 1) {
      const sentAt = performance.now();
      await read();
      delays.push(performance.now() - sentAt);
    }
    assert.ok(
      delays.every((ms) => ms >= 99),
      delays.join(),
    );
    assert.ok(Math.abs((delays[0] ?? 0) - (delays[1] ?? 0)) > 5, delays.join());
  });
});
