import assert from 'node:assert/strict';
import type { JsonObject } from '../../../src/simulator/json.js';
import type { Reply } from '../platform.js';
import { startMs } from '../sample-world.js';
import { startVendor, type Vendor, type VendorApi } from './vendor.js';

const queue = '/routing/queues/north-support';

interface Aggregates {
  results: { group: JsonObject; data: { interval: string }[] }[];
}

describe('simulator: Genesys Cloud: faults', () => {
  let vendor: Vendor;
  let api: VendorApi;
  beforeEach(async () => {
    vendor = await startVendor();
    api = await vendor.api('north-client');
  });
  afterEach(() => vendor.close());

  const place = (fault: object) => vendor.control<{ id: string }>('faults', fault);
  const put = async (body: JsonObject): Promise<Reply<JsonObject>> =>
    api(queue, { method: 'PUT', body: { name: 'Support', ...body } });
  const rateHeaders = ({ headers }: Reply<unknown>): (string | null)[] =>
    ['inin-ratelimit-allowed', 'inin-ratelimit-count', 'retry-after'].map((name) =>
      headers.get(name),
    );
  const aggregates = async (fromMinute: number, toMinute: number): Promise<Aggregates> => {
    const instant = (minute: number): string => new Date(startMs + minute * 60_000).toISOString();
    const body = {
      interval: `${instant(fromMinute)}/${instant(toMinute)}`,
      granularity: 'PT5M',
      groupBy: ['queueId'],
      metrics: ['nOffered', 'tAnswered'],
    };
    const path = '/analytics/conversations/aggregates/query';
    return (await api<Aggregates>(path, { method: 'POST', body })).body;
  };
  const intervals = ({ results }: Aggregates): number[] => results.map(({ data }) => data.length);

  it('answers 429 before the counter is out, with it out, and without headers', async () => {
    for (const [headers, expected] of [
      ['real', ['300', '1', '9']],
      ['out', ['300', '301', '9']],
      ['none', [null, null, null]],
    ] as const) {
      await place({ kind: 'queue', effect: { type: 'rateLimit', headers, retryAfterSeconds: 9 } });
      const refused = await api(queue);
      assert.deepEqual([refused.status, refused.body.code], [429, 'too.many.requests.retry.after']);
      assert.deepEqual(rateHeaders(refused), expected, headers);
      assert.notEqual(refused.headers.get('inin-correlation-id'), null);
      await vendor.advance(60);
    }
  });

  it('throttles tokens with a 400', async () => {
    await place({ kind: 'token', effect: { type: 'rateLimit' } });
    const throttled = await vendor.login('north-client');
    assert.deepEqual([throttled.status, throttled.body.error], [400, 'invalid_request']);
  });

  it('answers conflicts in its own words, or those of a lock', async () => {
    await place({ kind: 'queue', effect: { type: 'conflict' } });
    const conflict = await put({});
    assert.deepEqual([conflict.status, conflict.body['code']], [409, 'general.conflict']);
    const effect = { type: 'conflict', code: 'architect.flow.locked.by.user' };
    await place({ route: '/api/v2/flows/actions/', effect });
    const locked = await api('/flows/actions/checkout?flow=north-welcome', { method: 'POST' });
    assert.deepEqual([locked.status, locked.body.code], [409, effect.code]);
  });

  it('refuses a revoked client at both origins until it is restored', async () => {
    const { id } = await place({ clientId: 'north-client', effect: { type: 'revokeClient' } });
    const refused = await api(queue);
    assert.deepEqual([refused.status, refused.body.code], [401, 'bad.credentials']);
    const login = await vendor.login('north-client');
    assert.deepEqual([login.status, login.body.error], [401, 'invalid_client']);
    assert.equal((await vendor.login('north-rival')).status, 200);
    await fetch(`${vendor.apiUrl}/_sim/faults/${id}`, { method: 'DELETE' });
    assert.equal((await (await vendor.api('north-client'))(queue)).status, 200);
  });

  it('shows a queue as it was before it was replaced', async () => {
    await place({ kind: 'queue', effect: { type: 'staleRead', seconds: 30 } });
    const before = await api<JsonObject>(queue);
    assert.equal((await put({ description: 'new' })).status, 200);
    assert.deepEqual((await api<JsonObject>(queue)).body, before.body);
    await vendor.advance(30);
    assert.equal((await api<JsonObject>(queue)).body['description'], 'new');
  });

  it('does not find a queue that was just created', async () => {
    await place({ kind: 'queue', effect: { type: 'notFoundAfterCreate', seconds: 10 } });
    const created = await api<{ id: string }>('/routing/queues', {
      method: 'POST',
      body: { name: 'New' },
    });
    const path = `/routing/queues/${created.body.id}`;
    assert.deepEqual([(await api(path)).status, (await api(queue)).status], [404, 200]);
    await vendor.advance(10);
    assert.equal((await api(path)).status, 200);
  });

  it('applies a write and loses its answer', async () => {
    await place({ method: 'PUT', effect: { type: 'dropResponse', status: 504 } });
    assert.equal((await put({ description: 'lost' })).status, 504);
    assert.equal((await api<JsonObject>(queue)).body['description'], 'lost');
  });

  it('has aggregates late, sparse or absent, and observations of now', async () => {
    await vendor.advance(30 * 60);
    assert.deepEqual(intervals(await aggregates(0, 30)), [6]);
    const { id } = await place({ effect: { type: 'lateData', seconds: 900 } });
    assert.deepEqual(intervals(await aggregates(0, 30)), [3]);
    const path = '/analytics/queues/observations/query';
    const filter = { type: 'or', predicates: [{ dimension: 'queueId', value: 'north-support' }] };
    const query = { filter, metrics: ['oOnQueueUsers'] };
    const observed = await api<Aggregates>(path, { method: 'POST', body: query });
    assert.ok((observed.body.results[0]?.data.length ?? 0) > 0);
    await fetch(`${vendor.apiUrl}/_sim/faults/${id}`, { method: 'DELETE' });
    await place({ count: 2, effect: { type: 'sparseData', keep: 0.5 } });
    const [sparse = 0] = intervals(await aggregates(0, 30));
    assert.ok(sparse > 0 && sparse < 6);
    assert.deepEqual(intervals(await aggregates(0, 30)), [sparse]);
    await place({ effect: { type: 'noData' } });
    assert.deepEqual(await aggregates(0, 30), { results: [] });
  });
});
