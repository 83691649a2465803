import assert from 'node:assert/strict';
import { grant, startPlatform, type Api, type Platform } from './platform.js';

const flow = '/api/v2/architect/flows/east-flow';

describe('simulator: faults that refuse', () => {
  let platform: Platform;
  let api: Api;
  beforeEach(async () => {
    platform = await startPlatform();
    api = await platform.api('east');
  });
  afterEach(() => platform.close());

  const place = async (fault: object): Promise<string> =>
    (await platform.ask<{ id: string }>('/_sim/faults', { method: 'POST', body: fault })).body.id;
  const headersOf = async (): Promise<(string | null)[]> => {
    const { status, headers, body } = await api(flow);
    assert.deepEqual([status, body.code], [429, 'too.many.requests.retry.after']);
    return ['x-ratelimit-limit', 'x-ratelimit-remaining', 'retry-after'].map((name) =>
      headers.get(name),
    );
  };

  it('answers 429 before the counter is out', async () => {
    await place({ effect: { type: 'rateLimit', retryAfterSeconds: 7 } });
    assert.deepEqual(await headersOf(), ['1000', '999', '7']);
    assert.equal((await api(flow)).status, 200);
  });

  it('answers 429 with a counter that is out', async () => {
    await place({ effect: { type: 'rateLimit', headers: 'out' } });
    assert.deepEqual(await headersOf(), ['1000', '0', '60']);
  });

  it('answers 429 without headers', async () => {
    await place({ effect: { type: 'rateLimit', headers: 'none' } });
    assert.deepEqual(await headersOf(), [null, null, null]);
  });

  it('answers 401 in mid-run, until there is a new token', async () => {
    await place({ nth: 3, effect: { type: 'revokeTokens' } });
    const seen: number[] = [];
    for (let sent = 0; sent < 4; sent += 1) seen.push((await api(flow)).status);
    assert.deepEqual(seen, [200, 200, 401, 401]);
    const renewed = await platform.api('east');
    assert.equal((await renewed(flow)).status, 200);
  });

  it('refuses a revoked client until it is restored', async () => {
    const id = await place({ clientId: 'east-client', effect: { type: 'revokeClient' } });
    const refused = await api(flow);
    assert.deepEqual([refused.status, refused.body.code], [401, 'bad.credentials']);
    const form = { client_id: 'east-client', client_secret: 'east-secret' };
    for (let tries = 0; tries < 2; tries += 1) {
      const token = await grant(platform.url, form);
      assert.deepEqual([token.status, token.body.error], [401, 'invalid_client']);
    }
    await platform.token('west');
    await platform.ask(`/_sim/faults/${id}`, { method: 'DELETE' });
    assert.equal((await api(flow)).status, 401, 'the old token stays worthless');
    const restored = await platform.api('east');
    assert.equal((await restored(flow)).status, 200);
  });

  it('answers a burst of server errors', async () => {
    await place({ nth: 2, count: 3, effect: { type: 'status', status: 502, body: 'Bad Gateway' } });
    const seen: number[] = [];
    for (let sent = 0; sent < 5; sent += 1) seen.push((await api(flow)).status);
    assert.deepEqual(seen, [200, 502, 502, 502, 200]);
  });

  it('answers writes with a storm of conflicts, and reads as ever', async () => {
    await place({ kind: 'flow', count: 2, effect: { type: 'conflict' } });
    const body = { name: 'Renamed' };
    const seen: number[] = [];
    for (let sent = 0; sent < 3; sent += 1) {
      const { headers, status } = await api(flow);
      assert.equal(status, 200);
      const condition = { 'If-Match': headers.get('etag') ?? '' };
      const written = await api(flow, { method: 'PATCH', body, headers: condition });
      seen.push(written.status);
    }
    assert.deepEqual(seen, [412, 412, 200]);
  });

  it('answers a conflict with the status and code asked for', async () => {
    await place({ effect: { type: 'conflict', status: 409, code: 'flow.locked' } });
    const refused = await api('/api/v2/architect/flows', { method: 'POST', body: { name: 'New' } });
    assert.deepEqual([refused.status, refused.body.code], [409, 'flow.locked']);
  });
});
