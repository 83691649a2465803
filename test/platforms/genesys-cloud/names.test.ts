import assert from 'node:assert/strict';
import type { JsonObject } from '../../../src/domain/json.js';
import { wireErrorOf } from '../../http/api-under-test.js';
import { flowYaml, genesysWorld, nativeOf } from '../../simulator/genesys-cloud/sample-world.js';
import { kindOf } from '../guide/simulated.js';
import { found, simulateGenesys, type SimulatedGenesys } from './simulated.js';

describe('Genesys Cloud client: names', () => {
  let sim: SimulatedGenesys;
  before(async () => {
    const native = nativeOf('north');
    const flow = [
      ...(native['flow'] ?? []),
      {
        id: 'north-closed-queue',
        name: 'Closed',
        yaml: flowYaml({ name: 'Closed' }).replaceAll('inboundCall', 'inqueueCall'),
      },
      {
        id: 'north-tidy',
        name: 'Tidy up',
        yaml: flowYaml({ name: 'Tidy up' }).replaceAll('inboundCall', 'workflow'),
      },
    ];
    const scheduleGroup = [{ id: 'north-hours', name: 'Office hours' }];
    const ivr = [{ id: 'north-ivr', name: 'Main line', scheduleGroup: { id: 'north-hours' } }];
    sim = await simulateGenesys(
      {},
      genesysWorld({ native: { ...native, flow, scheduleGroup, ivr } }),
    );
  });
  after(() => sim.close());

  it('of what was deleted are free: a skill that is made anew is found', async () => {
    const client = sim.connect();
    const first = await client.create('skill', { name: 'german' });
    await client.remove(first);
    assert.equal(await client.findByName('skill', 'german'), null);
    const again = await client.create('skill', { name: 'german' });
    assert.equal((await found(client, 'skill', 'german')).id, again.id);
    assert.deepEqual(
      (await client.list('skill')).map(({ id }) => id),
      [again.id],
    );
    assert.equal(await client.read('skill', first.id), null);
  });

  it('that differ in case only are one to the platform: the error says which is there', async () => {
    const client = sim.connect();
    const error = await wireErrorOf(client.create('queue', { name: 'SUPPORT' }));
    assert.equal(error.facts.kind, 'rejected');
    assert.match(error.message, /there is a queue "Support"/);
    assert.equal(await kindOf(client.create('queue', { name: 'Support' })), 'conflict');
    const { name: _name, ...section } = (await closed('inboundCall')).body[
      'inboundCall'
    ] as JsonObject;
    const flow = client.create('flow', { name: 'closed', inboundCall: section });
    assert.match((await wireErrorOf(flow)).message, /may overwrite the flow "Closed"/);
  });

  const closed = async (type: string) =>
    (await sim.connect().findByName('flow', 'Closed', { like: { name: 'Closed', [type]: {} } })) ??
    assert.fail(`no ${type}`);

  it('of flows are one of a type: a queue’s flow is not taken for a caller’s', async () => {
    assert.equal((await closed('inboundCall')).id, 'north-closed');
    assert.equal((await closed('inqueueCall')).id, 'north-closed-queue');
    const client = sim.connect();
    assert.equal(await kindOf(client.findByName('flow', 'Closed')), 'malformed');
    const like = { name: 'Welcome', workflow: {} };
    assert.equal(await client.findByName('flow', 'Welcome', { like }), null);
  });

  it('of sorts are the platform’s own where it is asked who uses something', async () => {
    const client = sim.connect();
    const workflow = await found(client, 'flow', 'Tidy up');
    assert.deepEqual(await client.usersOf?.(workflow), []);
    const group = await found(client, 'schedule_group', 'Office hours');
    const users = await client.usersOf?.(group);
    assert.deepEqual(
      users?.map(({ name }) => name),
      ['ivrconfiguration Main line'],
    );
    assert.equal(await kindOf(client.remove(group)), 'conflict');
    await client.remove(workflow);
    assert.equal(await client.read('flow', workflow.id), null);
  });
});
