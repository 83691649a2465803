import assert from 'node:assert/strict';
import { startSimulator } from '../../src/simulator/server.js';
import { startPlatform, type Platform } from './platform.js';
import { sampleWorld, startAt, startMs } from './sample-world.js';

interface Clock {
  now: string;
  nowMs: number;
  scale: number;
  frozen: boolean;
}

describe('simulator: control', () => {
  let platform: Platform;
  afterEach(() => platform.close());

  const setClock = (body: object) => platform.ask<Clock>('/_sim/clock', { method: 'POST', body });

  it('answers 503 until a world is posted', async () => {
    platform = await startPlatform({ world: undefined });
    assert.deepEqual((await platform.ask('/_sim/health')).body, { ok: true, world: false });
    assert.equal((await platform.ask('/api/v2/organizations')).status, 503);
    const posted = await platform.ask('/_sim/world', { method: 'POST', body: sampleWorld() });
    assert.equal(posted.status, 200);
    assert.deepEqual((await platform.ask('/_sim/health')).body, { ok: true, world: true });
    assert.equal((await platform.ask<Clock>('/_sim/clock')).body.now, startAt);
  });

  it('refuses a world that contradicts itself', async () => {
    platform = await startPlatform();
    const world = sampleWorld();
    const twice = { ...world, orgs: [...world.orgs, ...world.orgs] };
    const refused = await platform.ask('/_sim/world', { method: 'POST', body: twice });
    assert.equal(refused.status, 400);
    assert.match(refused.body.message, /hub is used twice/);
  });

  it('moves a frozen clock only when told, and only forward', async () => {
    platform = await startPlatform();
    assert.deepEqual((await platform.ask<Clock>('/_sim/clock')).body, {
      now: startAt,
      nowMs: startMs,
      scale: 1,
      frozen: true,
    });
    assert.equal((await setClock({ advanceMs: 5000 })).body.nowMs, startMs + 5000);
    assert.equal((await setClock({ setMs: startMs + 9000 })).body.nowMs, startMs + 9000);
    assert.equal((await setClock({ setMs: startMs })).status, 400);
    const { headers } = await platform.ask('/_sim/health');
    assert.equal(headers.get('date'), new Date(startMs + 9000).toUTCString());
  });

  it('lets the clock run', async () => {
    platform = await startPlatform();
    const { body } = await setClock({ frozen: false, scale: 1000 });
    assert.deepEqual([body.frozen, body.scale], [false, 1000]);
    let nowMs = startMs;
    while (nowMs === startMs) nowMs = (await platform.ask<Clock>('/_sim/clock')).body.nowMs;
    assert.ok(nowMs > startMs);
  });

  it('tells the state of an org without its secrets', async () => {
    platform = await startPlatform();
    const { body } = await platform.ask<{ truth: { offered: number } }>('/_sim/orgs/east');
    assert.ok(body.truth.offered > 1000);
    assert.match(JSON.stringify(body), /east-client/);
    assert.doesNotMatch(JSON.stringify(body), /east-secret/);
    const all = await platform.ask<{ orgs: { id: string }[] }>('/_sim/orgs');
    assert.deepEqual(
      all.body.orgs.map((org) => org.id),
      ['hub', 'east', 'west'],
    );
  });

  it('steps over a port in use', async () => {
    platform = await startPlatform();
    const port = Number(new URL(platform.url).port);
    const second = await startSimulator({ port, frozen: true });
    assert.ok(second.port > port);
    await second.close();
  });
});
