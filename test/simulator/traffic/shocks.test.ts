import assert from 'node:assert/strict';
import type { CallMetrics } from '../../../src/simulator/traffic/metrics.js';
import { startPlatform, type Platform } from '../platform.js';
import { sampleWorld, startMs } from '../sample-world.js';
import { analytics, experience } from '../telemetry.js';

interface Shown {
  id: string;
  state: string;
  from: string;
  to: string;
}

const iso = (minute: number): string => new Date(startMs + minute * 60_000).toISOString();

describe('simulator: shocks', () => {
  let platform: Platform;
  beforeEach(async () => {
    const world = sampleWorld();
    const [, , west] = world.orgs;
    assert.ok(west);
    Object.assign(west, { region: 'eu-west-1', carrier: 'bell' });
    platform = await startPlatform({ world });
  });
  afterEach(() => platform.close());

  const shock = async (body: object): Promise<Shown> => {
    const reply = await platform.ask<Shown>('/_sim/shocks', { method: 'POST', body });
    assert.equal(reply.status, 200, JSON.stringify(reply.body));
    return reply.body;
  };
  const truth = async (orgId: string, from: number, to: number): Promise<CallMetrics> => {
    const path = `/_sim/truth?orgId=${orgId}&from=${iso(from)}&to=${iso(to)}`;
    const { body } = await platform.ask<{ orgs: CallMetrics[] }>(path);
    return body.orgs[0] ?? assert.fail();
  };
  /** What the platform itself tells the org, an hour from now on. */
  const told = async (orgId: string) => {
    await platform.advance(80);
    return experience(await analytics(await platform.api(orgId), 0, 60));
  };

  it('loses the calls of every org on a carrier, and of no other', async () => {
    await shock({ type: 'carrierOutage', carrier: 'acme', minutes: 60 });
    assert.equal((await told('east')).abandonment, 1);
    assert.ok((await truth('west', 0, 60)).abandonment! < 0.1);
    assert.equal((await truth('hub', 0, 60)).abandonedBy.carrierOutage > 1000, true);
  });

  it('brings more callers in a peak hour, in one region', async () => {
    await shock({ type: 'peak', region: 'eu-west-1', factor: 2, minutes: 60 });
    assert.ok((await told('west')).calls > 2100);
    assert.ok((await truth('east', 0, 60)).offered < 1400);
    assert.ok((await truth('west', 60, 80)).offered < 500);
  });

  it('makes callers hang up, and telephones ring longer, where lines are bad', async () => {
    const bad = { type: 'degradation', minutes: 60, region: 'us-east-1' };
    await shock({ ...bad, hangUpsPerMinute: 0.5, ringSeconds: 10 });
    const { abandonment, speedOfAnswer } = await told('east');
    assert.ok(abandonment > 0.25, `abandonment ${abandonment}`);
    assert.ok(speedOfAnswer > 15, `speed of answer ${speedOfAnswer}`);
    assert.ok((await truth('west', 0, 60)).abandonment! < 0.1);
    assert.ok((await truth('east', 60, 80)).abandonment! < 0.15);
  });

  it('lets agents go off their shift, and come back', async () => {
    const { id } = await shock({ type: 'agentsOff', orgId: 'east', share: 0.5, minutes: 120 });
    await platform.advance(30);
    const active = async (): Promise<number | undefined> => {
      const answer = await analytics(await platform.api('east'), 0, 60);
      return answer.intervals[0]?.agents.find(({ queueId }) => queueId === 'east-queue')?.active;
    };
    assert.equal(await active(), 35);
    const waits = await truth('east', 5, 25);
    assert.ok(waits.wait.meanSeconds! > 15, `mean wait ${waits.wait.meanSeconds}`);
    assert.equal((await platform.ask(`/_sim/shocks/${id}`, { method: 'DELETE' })).status, 204);
    assert.equal(await active(), 70);
  });

  it('edits a resource at its time, as a person would', async () => {
    const disable = { resourceId: 'east-flow', patch: { enabled: false }, by: 'vera' };
    await shock({ type: 'edit', fromMinutes: 30, ...disable });
    await platform.advance(60);
    assert.ok((await truth('east', 0, 30)).abandonment! < 0.1);
    assert.equal((await truth('east', 30, 50)).abandonedBy.noFlow > 300, true);
    const { body } = await platform.ask<{ writes: { clientId: string; time: string }[] }>(
      '/_sim/journal',
    );
    assert.deepEqual(
      body.writes.map(({ clientId, time }) => [clientId, time]),
      [['manual:vera', iso(30)]],
    );
  });

  it('lists shocks with their state, ends them early and calls them off', async () => {
    const peak = { type: 'peak', factor: 2, minutes: 10 };
    await shock({ ...peak, id: 'now' });
    await shock({ ...peak, id: 'later', from: iso(120) });
    const states = async () => {
      const { body } = await platform.ask<{ shocks: Shown[] }>('/_sim/shocks');
      return body.shocks.map(({ id, state, from, to }) => [id, state, from, to]);
    };
    assert.deepEqual(await states(), [
      ['now', 'active', iso(0), iso(10)],
      ['later', 'scheduled', iso(120), iso(130)],
    ]);
    await platform.advance(5);
    assert.equal((await platform.ask('/_sim/shocks', { method: 'DELETE' })).status, 204);
    assert.deepEqual(await states(), [['now', 'over', iso(0), iso(5)]]);
    assert.equal((await platform.ask('/_sim/shocks/now', { method: 'DELETE' })).status, 404);
    const twice = await platform.ask('/_sim/shocks', {
      method: 'POST',
      body: { ...peak, id: 'now' },
    });
    assert.equal(twice.status, 409);
    const nowhere = { ...peak, orgId: 'nowhere' };
    const lost = await platform.ask('/_sim/shocks', { method: 'POST', body: nowhere });
    assert.equal(lost.status, 404);
  });

  it('takes shocks from the world file, also such as began before the start', async () => {
    const shocks = [
      { type: 'carrierOutage' as const, carrier: 'acme', fromMinutes: -30, minutes: 60 },
    ];
    const world = sampleWorld({ shocks });
    assert.equal((await platform.ask('/_sim/world', { method: 'POST', body: world })).status, 200);
    await platform.advance(60);
    assert.equal((await truth('east', -30, 30)).abandonment, 1);
    assert.ok((await truth('east', -60, -30)).abandonment! < 0.12);
    assert.ok((await truth('east', 30, 50)).abandonment! < 0.12);
  });
});
