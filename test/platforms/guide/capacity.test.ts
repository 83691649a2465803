import assert from 'node:assert/strict';
import type { QueueCapacity } from '../../../src/platforms/port.js';
import { org, sampleWorld } from '../../simulator/sample-world.js';
import { simulate, startMs, type Simulated } from './simulated.js';

const MINUTE_MS = 60_000;

describe('guide client: capacity', () => {
  let sim: Simulated;
  afterEach(() => sim.close());

  const queueOf = async (id: string): Promise<QueueCapacity> => {
    const capacity = await sim.connect('east').capacity();
    return capacity?.queues.find(({ queueId }) => queueId === id) ?? assert.fail(`no ${id}`);
  };

  it('tells who is on queue by skills, and what a call takes, wrap-up included', async () => {
    const groups = [
      { agents: 30, skills: ['german', 'english'], handleSeconds: 180, wrapUpSeconds: 60 },
      { agents: 20, skills: ['english'], handleSeconds: 180, wrapUpSeconds: 60 },
      { agents: 20, skills: ['english', 'german'], handleSeconds: 180, wrapUpSeconds: 60 },
    ];
    const east = { ...org('east', 'hub'), queues: { 'east-queue': { groups } } };
    sim = await simulate({}, sampleWorld({ orgs: [org('hub', null), east] }));
    const queue = await queueOf('east-queue');
    assert.deepEqual(
      queue.groups.toSorted((a, b) => a.agents - b.agents),
      [
        { skills: ['english'], agents: 20 },
        { skills: ['english', 'german'], agents: 50 },
      ],
    );
    // Some 1,200 calls of 240 seconds on average, and six of ringing: within five standard errors.
    assert.ok(Math.abs((queue.handleSeconds ?? 0) - 246) < 30, String(queue.handleSeconds));
    assert.equal((await sim.connect('east').capacity())?.observedAtMs, startMs);
  });

  it('follows a shift that loses half its agents, and a queue that nobody staffs', async () => {
    sim = await simulate();
    assert.deepEqual((await queueOf('east-queue')).groups, [{ skills: ['english'], agents: 70 }]);
    assert.deepEqual((await queueOf('east-unstaffed')).groups, []);
    assert.equal((await queueOf('east-unstaffed')).handleSeconds, null);
    await sim.control('shocks', { type: 'agentsOff', orgId: 'east', share: 0.5, minutes: 60 });
    await sim.control('clock', { advanceMs: MINUTE_MS });
    assert.deepEqual((await queueOf('east-queue')).groups, [{ skills: ['english'], agents: 35 }]);
  });

  it('does not take an absent endpoint for nobody, nor a broken answer for one', async () => {
    sim = await simulate();
    const route = '/api/v2/analytics/queues/observations';
    await sim.control('faults', { route, effect: { type: 'status', status: 404 } });
    assert.equal(await sim.connect('east').capacity(), null);
    await sim.control('faults', { route, effect: { type: 'truncate' } });
    await assert.rejects(sim.connect('east').capacity(), /the answer is not JSON/);
  });

  it('tells an org of its own queues only', async () => {
    sim = await simulate();
    const ids = (await sim.connect('west').capacity())?.queues.map(({ queueId }) => queueId);
    assert.deepEqual(ids?.toSorted(), ['west-queue', 'west-unstaffed']);
  });
});
