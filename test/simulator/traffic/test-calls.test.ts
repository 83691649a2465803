import assert from 'node:assert/strict';
import type { OrgMetrics } from '../../../src/simulator/traffic/metrics.js';
import type { TestCallBatchView } from '../../../src/simulator/traffic/test-call-view.js';
import { startPlatform, type Platform } from '../platform.js';

describe('simulator: test calls', () => {
  let platform: Platform;
  beforeEach(async () => {
    platform = await startPlatform();
  });
  afterEach(() => platform.close());

  const place = async (order: object): Promise<string> => {
    const reply = await platform.ask<TestCallBatchView>('/_sim/calls', {
      method: 'POST',
      body: order,
    });
    assert.equal(reply.status, 200, JSON.stringify(reply.body));
    return reply.body.batch;
  };
  const read = async (batch: string): Promise<TestCallBatchView['calls']> =>
    (await platform.ask<TestCallBatchView>(`/_sim/calls?batch=${batch}`)).body.calls;

  it('follows calls through flow, strategy and queue to an agent', async () => {
    const batch = await place({ orgId: 'east', count: 3 });
    await platform.advance(0.5);
    const early = await read(batch);
    assert.deepEqual(new Set(early.map(({ state }) => state)), new Set(['inFlow']));
    assert.deepEqual(
      early[0]?.route.flowBlocks.map(({ id }) => id),
      ['region', 'greeting', 'menu'],
    );
    await platform.advance(60);
    const calls = await read(batch);
    assert.equal(calls.length, 3);
    for (const { route, state, ending, waitSeconds, endedAt } of calls) {
      assert.deepEqual(
        [route.trunkId, route.strategyId, route.queueId],
        ['east-trunk', 'east-strategy', 'east-queue'],
      );
      assert.deepEqual(route.flowBlocks.at(-1)?.id, 'transfer');
      assert.deepEqual([state, ending], ['ended', 'answered']);
      assert.ok(waitSeconds !== null && waitSeconds >= 4 && endedAt !== null);
    }
  });

  it('finds errors of a flow, a queue without agents and a trunk without room', async () => {
    const edit = { orgId: 'east', kind: 'flow', resourceId: 'east-flow', by: 'vera' };
    const blocks = [{ id: 'oracle', type: 'Oracle' }];
    await platform.ask('/_sim/edits', { method: 'POST', body: { ...edit, patch: { blocks } } });
    const room = { kind: 'trunk', resourceId: 'west-trunk', orgId: 'west', by: 'vera' };
    const patch = { settings: { channels: 0 } };
    await platform.ask('/_sim/edits', { method: 'POST', body: { ...room, patch } });
    const broken = await place({ orgId: 'east', count: 40 });
    const unstaffed = await place({
      orgId: 'east',
      queueId: 'east-unstaffed',
      patienceSeconds: 30,
    });
    const noRoom = await place({ orgId: 'west', count: 2 });
    const noFlow = await place({ orgId: 'hub', entryFlowId: 'gone' });
    await platform.advance(5);
    const errors = (await read(broken)).map(({ ending }) => ending);
    assert.ok(errors.filter((ending) => ending === 'gaveUpOnFlowError').length > 10);
    assert.ok(errors.every((ending) => ['gaveUpOnFlowError', 'disconnected'].includes(ending)));
    const [waited] = await read(unstaffed);
    assert.deepEqual([waited?.ending, waited?.waitSeconds], ['gaveUpInQueue', 30]);
    assert.deepEqual([...new Set((await read(noRoom)).map(({ ending }) => ending))], ['noChannel']);
    assert.equal((await read(noFlow))[0]?.ending, 'noFlow');
  });

  it('keeps them out of the statistics of the org, but not from its agents', async () => {
    const untouched = await startPlatform();
    try {
      await place({ orgId: 'east', count: 300, queueId: 'east-queue' });
      await platform.advance(10);
      await untouched.advance(10);
      const truth = async (from: Platform, rest = ''): Promise<OrgMetrics> => {
        const path = `/_sim/truth?orgId=east${rest}`;
        return (await from.ask<{ orgs: OrgMetrics[] }>(path)).body.orgs[0] ?? assert.fail();
      };
      const [busy, quiet] = [await truth(platform), await truth(untouched)];
      assert.equal(busy.offered, quiet.offered);
      assert.ok(busy.abandonedBy.gaveUpInQueue > quiet.abandonedBy.gaveUpInQueue);
      assert.equal((await truth(platform, '&testCalls=only')).offered, 300);
      assert.equal((await truth(platform, '&testCalls=include')).offered, quiet.offered + 300);
    } finally {
      await untouched.close();
    }
  });

  it('asks for a skill that nobody has in vain', async () => {
    const order = { orgId: 'east', count: 1, queueId: 'east-queue', patienceSeconds: 60 };
    const [klingon, english] = [
      await place({ ...order, language: 'klingon' }),
      await place({ ...order, skill: 'english' }),
    ];
    await platform.advance(10);
    assert.equal((await read(klingon))[0]?.ending, 'gaveUpInQueue');
    assert.equal((await read(english))[0]?.ending, 'answered');
  });

  it('refuses what cannot be called, and lists the batches', async () => {
    const post = (body: object) => platform.ask('/_sim/calls', { method: 'POST', body });
    assert.equal((await post({ orgId: 'nowhere' })).status, 404);
    assert.equal((await post({ orgId: 'east', count: 0 })).status, 400);
    const both = { orgId: 'east', queueId: 'east-queue', entryFlowId: 'east-flow' };
    assert.equal((await post(both)).status, 400);
    assert.equal((await platform.ask('/_sim/calls?batch=none')).status, 404);
    const batch = await place({ orgId: 'east' });
    const { body } = await platform.ask<{ batches: TestCallBatchView[] }>('/_sim/calls');
    assert.deepEqual(
      body.batches.map((one) => one.batch),
      [batch],
    );
  });
});
