import assert from 'node:assert/strict';
import { wireErrorOf } from '../../http/api-under-test.js';
import { found, kindOf, simulate, startMs, type Simulated } from './simulated.js';

const HOUR_MS = 3_600_000;

describe('guide client: access', () => {
  let sim: Simulated;
  beforeEach(async () => {
    sim = await simulate();
  });
  afterEach(() => sim.close());

  async function countTokens(): Promise<void> {
    // A latency of nothing: a fault that only counts.
    const effect = { type: 'latency', ms: 0 };
    await sim.control('faults', { id: 'tokens', kind: 'token', count: 0, effect });
  }
  const tokens = async (): Promise<number> => (await sim.hits('tokens')).hits;

  it('proves credentials and scopes without the token', async () => {
    const client = sim.connect('east');
    const proof = await client.acquireToken(client.scopesFor(['flow']));
    assert.deepEqual(Object.keys(proof).toSorted(), ['expiresAt', 'scopes']);
    assert.ok(Math.abs(Date.parse(proof.expiresAt) - startMs - HOUR_MS) < 1_000);
    assert.deepEqual(proof.scopes, ['flow:edit', 'organization:read']);
  });

  it('says unauthorized where the client is refused or its credentials are missing', async () => {
    const wrong = sim.connect('east', { credentials: 'env:NOBODY' });
    await assert.rejects(wrong.acquireToken([]), /No credentials for east: .*NOBODY_CLIENT_ID/);
    await sim.control('faults', { kind: 'token', effect: { type: 'status', status: 401 } });
    assert.equal(await kindOf(sim.connect('west').acquireToken([])), 'unauthorized');
  });

  it('fetches one token for many callers', async () => {
    await countTokens();
    const client = sim.connect('east');
    await Promise.all(Array.from({ length: 12 }, () => client.read('queue', 'east-queue')));
    assert.equal(await tokens(), 1);
  });

  it('renews at 80 % of the lifetime, before the platform would refuse', async () => {
    await countTokens();
    const client = sim.connect('east');
    await client.acquireToken([]);
    await sim.control('clock', { advanceMs: 0.79 * HOUR_MS });
    await client.read('queue', 'east-queue');
    assert.equal(await tokens(), 1);
    await sim.control('clock', { advanceMs: 0.02 * HOUR_MS });
    // The first answer tells the time, the next request goes by it.
    await client.read('queue', 'east-queue');
    await client.read('queue', 'east-queue');
    assert.equal(await tokens(), 2);
  });

  it('survives a token that is revoked in mid-run, and keeps the If-Match', async () => {
    const client = sim.connect('east');
    const live = await found(client, 'queue', 'Support');
    await client.acquireToken(client.scopesFor(['queue']));
    await countTokens();
    await sim.control('faults', { method: 'PATCH', effect: { type: 'revokeTokens' } });
    await client.update(live, { ...live.body, note: 'x' });
    assert.equal(await tokens(), 1);
    const writes = await sim.journal();
    assert.deepEqual(
      writes.map(({ ifMatch }) => ifMatch),
      [live.version],
    );
  });

  it('has the ETag judged again with the new token: an edit in between is not written over', async () => {
    const client = sim.connect('east');
    const live = await found(client, 'queue', 'Support');
    await sim.control('faults', {
      method: 'PATCH',
      effect: { type: 'edit', patch: { waitStrategy: 'mine' }, by: 'mo' },
    });
    await sim.control('faults', { method: 'PATCH', effect: { type: 'revokeTokens' } });
    const refused = client.update(live, { ...live.body, enabled: false });
    assert.equal(await kindOf(refused), 'preconditionFailed');
    const now = await found(client, 'queue', 'Support');
    assert.deepEqual([now.body['waitStrategy'], now.body['enabled']], ['mine', true]);
  });

  it('gives up when the new token is revoked as well', async () => {
    await countTokens();
    const client = sim.connect('east');
    await sim.control('faults', { kind: 'queue', count: 0, effect: { type: 'revokeTokens' } });
    assert.equal(await kindOf(client.read('queue', 'east-queue')), 'unauthorized');
    assert.equal(await tokens(), 2);
  });

  it('passes a 429 on with its Retry-After', async () => {
    const headers = { 'Retry-After': '3' };
    await sim.control('faults', {
      kind: 'queue',
      effect: { type: 'status', status: 429, headers },
    });
    const client = sim.connect('east');
    const error = await wireErrorOf(client.read('queue', 'east-queue'));
    assert.equal(error.facts.kind, 'rateLimited');
    assert.equal(error.facts.retryAfterMs, 3_000);
    assert.equal(error.facts.code, 'simulated.fault');
  });

  it('keeps one client per org', () => {
    assert.equal(sim.connect('east'), sim.connect('east'));
    assert.notEqual(sim.connect('east'), sim.connect('west'));
    assert.notEqual(sim.connect('east'), sim.connect('east', { credentials: 'env:EAST2' }));
  });

  it('knows an org again that moved to another address', async () => {
    await sim.connect('east').acquireToken([]);
    const moved = sim.connect('east', { baseUrl: sim.url.replace('127.0.0.1', 'localhost') });
    const proof = await moved.acquireToken([]);
    assert.ok(proof.scopes.length > 0);
  });

  it('refuses two orgs that share a client', async () => {
    await sim.connect('east').acquireToken([]);
    const sharing = sim.connect('west', { credentials: 'env:EAST' });
    await assert.rejects(sharing.acquireToken([]), /west and east share one OAuth client/);
  });
});
