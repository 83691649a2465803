import assert from 'node:assert/strict';
import type { JsonObject } from '../../src/simulator/json.js';
import { startPlatform, type Platform } from './platform.js';
import { flowBlocks, sampleWorld } from './sample-world.js';
import { analytics, experience } from './telemetry.js';

describe('simulator: traffic', () => {
  let platform: Platform;
  beforeEach(async () => {
    platform = await startPlatform();
  });
  afterEach(() => platform.close());

  const edit = async (orgId: string, kind: string, id: string, patch: object): Promise<void> => {
    const body = { orgId, kind, resourceId: id, patch, by: 'test' };
    assert.equal((await platform.ask('/_sim/edits', { method: 'POST', body })).status, 200);
  };
  /** An hour of calls under the configuration as it is now, allowed to come to their end. */
  const hour = async (orgId: string) => {
    await platform.advance(80);
    return experience(await analytics(await platform.api(orgId), 0, 60));
  };
  const east = async (kind: string, patch: object) => {
    await edit('east', kind, `east-${kind}`, patch);
    return hour('east');
  };
  const targets = (...list: [id: string, weight: number, priority: number][]): object => ({
    targets: list.map(([id, weight, priority]) => ({ type: 'Queue', id, weight, priority })),
  });
  const blocks = (patch: JsonObject): object => ({
    blocks: flowBlocks('east').map((block) =>
      block.id === patch['id'] ? { ...block, ...patch } : block,
    ),
  });

  it('leaves the callers of a healthy org content', async () => {
    const { calls, abandonment, speedOfAnswer, hitRate } = await hour('east');
    assert.ok(calls > 1000 && calls < 1400, `${calls} calls`);
    assert.ok(abandonment > 0.04 && abandonment < 0.1, `abandonment ${abandonment}`);
    assert.ok(speedOfAnswer > 5 && speedOfAnswer < 15, `speed of answer ${speedOfAnswer}`);
    assert.equal(hitRate, 1);
  });

  it('leaves other orgs exactly as they were when one changes', async () => {
    await edit('east', 'flow', 'east-flow', { enabled: false });
    const untouched = await startPlatform();
    try {
      await platform.advance(60);
      await untouched.advance(60);
      assert.deepEqual(
        await analytics(await platform.api('west'), 0, 55),
        await analytics(await untouched.api('west'), 0, 55),
      );
    } finally {
      await untouched.close();
    }
  });

  it('does not depend on how often it is asked', async () => {
    const asked = await startPlatform();
    try {
      for (let minute = 0; minute < 30; minute += 1) await asked.advance(1);
      await platform.advance(30);
      assert.deepEqual(
        await analytics(await asked.api('east'), 0, 30),
        await analytics(await platform.api('east'), 0, 30),
      );
    } finally {
      await asked.close();
    }
  });

  const hurtful: [what: string, kind: string, patch: object][] = [
    ['a flow that loops', 'flow', blocks({ id: 'menu', next: 'greeting' })],
    ['a loop that takes no time', 'flow', blocks({ id: 'region', next: 'region' })],
    [
      'an unresolved variable',
      'flow',
      blocks({ id: 'region', properties: { value: '{{REGION}}' } }),
    ],
    ['an unknown block', 'flow', blocks({ id: 'menu', type: 'Oracle' })],
    ['a dead reference', 'flow', blocks({ id: 'transfer', properties: { strategyId: 'gone' } })],
    ['a jump to nowhere', 'flow', blocks({ id: 'menu', next: 'gone' })],
    ['a missing language pack', 'flow', { settings: { languagePackId: 'gone' } }],
    ['a flow without a transfer', 'flow', { blocks: flowBlocks('east').slice(0, 3) }],
    ['a disabled flow', 'flow', { enabled: false }],
    ['a disabled strategy', 'strategy', { settings: { enabled: false } }],
    [
      'half the weight on a queue without agents',
      'strategy',
      targets(['east-queue', 50, 1], ['east-unstaffed', 50, 1]),
    ],
    ['a disabled queue without a fallback', 'strategy', targets(['gone', 100, 1])],
    ['a disabled trunk', 'trunk', { settings: { enabled: false } }],
    ['too few channels', 'trunk', { settings: { channels: 20 } }],
  ];
  for (const [what, kind, patch] of hurtful) {
    it(`makes callers abandon over ${what}`, async () => {
      const { calls, abandonment } = await east(kind, patch);
      assert.ok(calls > 1000, `${calls} calls`);
      assert.ok(abandonment > 0.3, `abandonment ${abandonment}`);
    });
  }

  it('sends calls on to the hub when the own queue cannot serve', async () => {
    await edit('east', 'queue', 'east-queue', { enabled: false });
    await platform.advance(40);
    const answer = await analytics(await platform.api('east'), 5, 20);
    const queueIds = answer.intervals.flatMap((one) => one.results.map((row) => row.queueId));
    assert.deepEqual(new Set(queueIds), new Set([null, 'hub-queue']));
    assert.equal(experience(answer).hitRate, 0);
    assert.ok(
      answer.intervals[0]?.agents.some((one) => one.queueId === 'hub-queue' && one.active === 70),
    );
  });

  it('shares calls out by weights', async () => {
    await edit(
      'east',
      'strategy',
      'east-strategy',
      targets(['east-queue', 75, 1], ['hub-queue', 25, 2]),
    );
    assert.equal((await hour('east')).hitRate, 1);
    await edit(
      'east',
      'strategy',
      'east-strategy',
      targets(['east-queue', 80, 1], ['hub-queue', 20, 1]),
    );
    await platform.advance(80);
    const answer = await analytics(await platform.api('east'), 85, 145);
    const rows = answer.intervals
      .flatMap((one) => one.results)
      .filter((row) => row.queueId !== null);
    const total = rows.reduce((sum, row) => sum + row.interactions, 0);
    const hub = rows.filter((row) => row.queueId === 'hub-queue');
    const share = hub.reduce((sum, row) => sum + row.interactions, 0) / total;
    assert.ok(share > 0.14 && share < 0.26, `share of the hub ${share}`);
  });

  it('lowers the hit rate when the first priority cannot serve everyone', async () => {
    const patch = targets(['east-queue', 50, 1], ['east-unstaffed', 50, 1], ['hub-queue', 0, 2]);
    const { hitRate } = await east('strategy', patch);
    assert.ok(hitRate > 0.4 && hitRate < 0.6, `hit rate ${hitRate}`);
  });

  it('gives a queue that was just created no agents', async () => {
    const api = await platform.api('east');
    const queue = { method: 'POST', body: { name: 'New' } };
    const { body } = await api<{ id: string }>('/api/v2/routing/queues', queue);
    const { abandonment } = await east('strategy', targets([body.id, 100, 1]));
    assert.equal(abandonment, 1);
  });

  it('makes callers wait, and some give up, where agents are too few', async () => {
    const world = sampleWorld();
    const [, eastOrg] = world.orgs;
    assert.ok(eastOrg);
    eastOrg.queues = { 'east-queue': { agents: 50, handleSeconds: 180, skill: 'english' } };
    const posted = await platform.ask('/_sim/world', { method: 'POST', body: world });
    assert.equal(posted.status, 200);
    const strategy = targets(['east-queue', 100, 1]);
    const { abandonment, speedOfAnswer } = await east('strategy', strategy);
    assert.ok(abandonment > 0.15, `abandonment ${abandonment}`);
    assert.ok(speedOfAnswer > 15, `speed of answer ${speedOfAnswer}`);
  });
});
