import assert from 'node:assert/strict';
import type { PlacedCall, TestCallOrder, TestCalls } from '../../../src/platforms/port.js';
import { allScopes, org, sampleWorld } from '../../simulator/sample-world.js';
import { kindOf, simulate, type Simulated } from './simulated.js';

const MINUTE_MS = 60_000;

const ORDER: TestCallOrder = {
  id: 'load-1',
  entry: { kind: 'flow', id: 'east-flow' },
  count: 40,
  withinSeconds: 600,
  skill: null,
  language: null,
  patienceSeconds: 90,
};

describe('guide client: test calls', () => {
  let sim: Simulated;
  let calls: TestCalls;

  beforeEach(async () => {
    const clients = ['east', 'west'].map((id) => ({
      ...org(id, 'hub'),
      clients: [{ clientId: `${id}-client`, clientSecret: `${id}-secret`, scopes: scopesOf(id) }],
    }));
    sim = await simulate({}, sampleWorld({ orgs: [org('hub', null), ...clients] }));
    calls = sim.connect('east').testCalls ?? assert.fail('no test calls');
  });
  afterEach(() => sim.close());

  const scopesOf = (id: string): string[] =>
    id === 'east' ? [...allScopes, 'testing:calls'] : allScopes;
  const pass = (minutes: number): Promise<void> =>
    sim.control('clock', { advanceMs: minutes * MINUTE_MS });
  const read = async (id: string): Promise<readonly PlacedCall[]> =>
    (await calls.read(id)) ?? assert.fail(`no ${id}`);

  it('come by chance within their time, and tell where they went', async () => {
    await calls.place(ORDER);
    await pass(5);
    const early = await read('load-1');
    const settled = early.filter((call) => call.settled).length;
    assert.ok(settled > 5 && settled < 35, `${settled} of 40 after half of the time`);
    await pass(10);
    const all = await read('load-1');
    assert.equal(all.length, 40);
    for (const call of all) {
      assert.deepEqual(
        [call.settled, call.cameIn, call.answered, call.strategyId, call.queueId],
        [true, true, true, 'east-strategy', 'east-queue'],
      );
      assert.deepEqual([call.flowErrors, call.agentSkills], [[], ['english']]);
      assert.ok((call.assignedAtMs ?? 0) >= (call.queuedAtMs ?? Infinity));
      assert.ok((call.waitSeconds ?? 0) >= 4);
    }
  });

  it('are placed once, however often the answer is lost', async () => {
    const route = '/api/v2/testing/calls';
    await sim.control('faults', { route, effect: { type: 'dropResponse' } });
    assert.equal(await kindOf(calls.place(ORDER)), 'noAnswer');
    await calls.place(ORDER);
    await calls.place(ORDER);
    await pass(15);
    const truth = await fetch(`${sim.url}/_sim/truth?orgId=east&testCalls=only`);
    const { orgs } = (await truth.json()) as { orgs: { offered: number }[] };
    assert.equal(orgs[0]?.offered, 40);
    assert.equal(await kindOf(calls.place({ ...ORDER, count: 41 })), 'conflict');
    assert.equal(await calls.read('load-2'), null);
  });

  it('name the block that failed, also where the caller stays on the line', async () => {
    const blocks = [
      { id: 'oracle', type: 'Oracle' },
      { id: 'on', type: 'TransferToQueue', properties: { queueId: 'east-queue' } },
    ];
    await sim.control('edits', {
      orgId: 'east',
      kind: 'flow',
      resourceId: 'east-flow',
      by: 'vera',
      patch: { blocks },
    });
    await calls.place(ORDER);
    await pass(15);
    const all = await read('load-1');
    assert.ok(all.every(({ flowErrors }) => flowErrors.join() === 'oracle'));
    assert.ok(all.some(({ answered }) => answered));
    assert.ok(all.some(({ ending }) => ending === 'gaveUpOnFlowError'));
  });

  it('ask for skills and languages, straight at a queue', async () => {
    const queue = { ...ORDER, entry: { kind: 'queue', id: 'east-queue' }, count: 3 } as const;
    await calls.place({ ...queue, id: 'english', skill: 'english' });
    await calls.place({ ...queue, id: 'klingon', skill: 'english', language: 'klingon' });
    await pass(15);
    assert.ok((await read('english')).every(({ answered }) => answered));
    const unserved = await read('klingon');
    assert.ok(unserved.every(({ answered, waitSeconds }) => !answered && waitSeconds === 90));
  });

  it('take a scope of their own', async () => {
    const west = sim.connect('west').testCalls ?? assert.fail('no test calls');
    assert.deepEqual(west.scopes, ['testing:calls']);
    assert.equal(await kindOf(west.place(ORDER)), 'forbidden');
  });
});
