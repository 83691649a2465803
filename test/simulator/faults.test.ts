import assert from 'node:assert/strict';
import type { JsonObject } from '../../src/simulator/json.js';
import { startPlatform, type Api, type Platform } from './platform.js';
import { analytics, analyticsPath } from './telemetry.js';

const flow = '/api/v2/architect/flows/east-flow';

describe('simulator: faults', () => {
  let platform: Platform;
  let api: Api;
  beforeEach(async () => {
    platform = await startPlatform();
    api = await platform.api('east');
  });
  afterEach(() => platform.close());

  const place = async (fault: object): Promise<string> =>
    (await platform.ask<{ id: string }>('/_sim/faults', { method: 'POST', body: fault })).body.id;
  const statuses = async (count: number): Promise<number[]> => {
    const seen: number[] = [];
    for (let sent = 0; sent < count; sent += 1) seen.push((await api(flow)).status);
    return seen;
  };
  const rename = async (): Promise<Response> => {
    const { headers } = await api(flow);
    return fetch(`${platform.url}${flow}`, {
      method: 'PATCH',
      headers: {
        Authorization: `Bearer ${await platform.token('east')}`,
        'If-Match': headers.get('etag') ?? '',
      },
      body: JSON.stringify({ name: 'Renamed' }),
    });
  };

  it('hits the nth matching requests with a status', async () => {
    const effect = { type: 'status', status: 503, code: 'busy', headers: { 'Retry-After': '7' } };
    await place({ id: 'busy', orgId: 'east', kind: 'flow', nth: 2, count: 2, effect });
    const west = await platform.api('west');
    assert.equal((await west('/api/v2/architect/flows')).status, 200);
    assert.deepEqual(await statuses(4), [200, 503, 503, 200]);
    const { body } = await platform.ask<{ faults: JsonObject[] }>('/_sim/faults');
    assert.deepEqual([body.faults[0]?.['id'], body.faults[0]?.['hits']], ['busy', 2]);
  });

  it('hits forever until it is removed', async () => {
    const id = await place({ count: 0, effect: { type: 'status', status: 429 } });
    assert.deepEqual(await statuses(2), [429, 429]);
    assert.equal((await platform.ask(`/_sim/faults/${id}`, { method: 'DELETE' })).status, 204);
    assert.deepEqual(await statuses(1), [200]);
    assert.equal((await platform.ask(`/_sim/faults/${id}`, { method: 'DELETE' })).status, 404);
    assert.equal((await platform.ask('/_sim/faults', { method: 'DELETE' })).status, 204);
  });

  it('drops the answer of a write that was applied', async () => {
    await place({ method: 'PATCH', effect: { type: 'dropResponse' } });
    await assert.rejects(rename());
    assert.equal((await api<JsonObject>(flow)).body['name'], 'Renamed');
  });

  it('resets the connection before a write is applied', async () => {
    await place({ method: 'PATCH', effect: { type: 'reset' } });
    await assert.rejects(rename());
    assert.equal((await api<JsonObject>(flow)).body['name'], 'Welcome');
  });

  it('lets a person edit just before the write', async () => {
    const effect = { type: 'edit', patch: { note: 'by hand' }, by: 'lee' };
    await place({ method: 'PATCH', kind: 'flow', effect });
    assert.equal((await rename()).status, 412);
    const { body } = await api<JsonObject>(flow);
    assert.deepEqual([body['note'], body['name']], ['by hand', 'Welcome']);
    assert.equal((await rename()).status, 200);
  });

  it('revokes the tokens of the org alone', async () => {
    const west = await platform.api('west');
    await place({ orgId: 'east', effect: { type: 'revokeTokens' } });
    assert.deepEqual(await statuses(2), [401, 401]);
    assert.equal((await west('/api/v2/architect/flows')).status, 200);
  });

  it('hits the token endpoint', async () => {
    await place({ orgId: 'east', kind: 'token', effect: { type: 'status', status: 500 } });
    await assert.rejects(platform.token('east'));
    assert.notEqual(await platform.token('east'), '');
  });

  it('delays an answer', async () => {
    await place({ kind: 'flow', effect: { type: 'latency', ms: 300 } });
    const order: string[] = [];
    await Promise.all([
      api(flow).then(() => order.push('delayed')),
      api('/api/v2/routing/queues').then(() => order.push('undisturbed')),
    ]);
    assert.deepEqual(order, ['undisturbed', 'delayed']);
  });

  it('cuts an answer in half', async () => {
    await place({ kind: 'flow', effect: { type: 'truncate' } });
    await assert.rejects(api(flow), SyntaxError);
  });

  it('leaves analytics without data', async () => {
    await platform.advance(20);
    await place({ kind: 'analytics', effect: { type: 'noData' } });
    const empty = await analytics(api, 0, 10);
    assert.deepEqual(
      empty.intervals.map((one) => one.results),
      [[], []],
    );
    assert.equal((await api(analyticsPath(0, 10))).status, 200);
    assert.notDeepEqual((await analytics(api, 0, 10)).intervals[0]?.results, []);
  });

  it('refuses an effect that it does not know', async () => {
    const refused = await platform.ask('/_sim/faults', {
      method: 'POST',
      body: { effect: { type: 'x' } },
    });
    assert.equal(refused.status, 400);
  });
});
