import assert from 'node:assert/strict';
import { parse } from 'yaml';
import type { JsonObject } from '../../../src/domain/json.js';
import { yamlOf } from '../../../src/platforms/genesys-cloud/flow-content.js';
import type { OrgClient } from '../../../src/platforms/port.js';
import { flowYaml, transferTo } from '../../simulator/genesys-cloud/sample-world.js';
import type { VendorApi } from '../../simulator/genesys-cloud/vendor.js';
import { found, saying, simulateGenesys, type SimulatedGenesys } from './simulated.js';

describe('Genesys Cloud client: versions of flows', () => {
  let sim: SimulatedGenesys;
  let client: OrgClient;
  let rival: VendorApi;
  beforeEach(async () => {
    sim = await simulateGenesys();
    client = sim.connect();
    rival = await sim.api('north-rival');
  });
  afterEach(() => sim.close());

  const lockedBy = async (id: string): Promise<string | undefined> =>
    (await rival<{ lockedClient?: { id: string } }>(`/flows/${id}`)).body.lockedClient?.id;
  const act = async (api: VendorApi, action: string, id: string): Promise<number> =>
    (await api(`/flows/actions/${action}?flow=${id}`, { method: 'POST' })).status;

  it('are taken back by publishing the older version anew', async () => {
    const live = await found(client, 'flow', 'Welcome');
    const updated = await client.update(live, saying(live, 'Good day'));
    const registering = { method: 'POST', route: '/api/v2/flows/jobs' };
    await sim.fault({ type: 'latency', ms: 0 }, { id: 'jobs', ...registering, count: 0 });
    const back = await client.update(updated, live.body);
    assert.deepEqual([back.version, back.body], ['1.0', live.body]);
    const again = await client.update(back, updated.body);
    assert.equal(again.version, '2.0');
    // Another worker, which has seen nothing of it.
    const other = sim.connect();
    const read = await found(other, 'flow', 'Welcome');
    const taken = await other.update(read, live.body, { priority: 'rollback' });
    assert.deepEqual([taken.version, taken.body], ['1.0', live.body]);
    assert.equal(await sim.hits('jobs'), 0);
    assert.equal(await lockedBy(live.id), undefined);
  });

  it('are taken back by the version that was published last, however many there are', async () => {
    const [welcome, registering] = [
      await found(client, 'flow', 'Welcome'),
      { method: 'POST', route: '/api/v2/flows/jobs' },
    ];
    const yaml = flowYaml({ name: 'Welcome', ending: transferTo('Support') });
    assert.equal(await act(rival, 'checkout', welcome.id), 200);
    for (let draft = 0; draft < 110; draft += 1) {
      const path = `/flows/${welcome.id}/versions`;
      const { status } = await rival(path, { method: 'POST', body: { content: yaml } });
      assert.equal(status, 200);
    }
    assert.equal(await act(rival, 'checkin', welcome.id), 200);
    const updated = await client.update(welcome, saying(welcome, 'one'));
    assert.equal(updated.version, '112.0');
    await sim.fault({ type: 'latency', ms: 0 }, { id: 'jobs', ...registering, count: 0 });
    // Another worker, which has seen nothing of it.
    const other = sim.connect();
    const read = await found(other, 'flow', 'Welcome');
    const back = await other.update(read, welcome.body, { priority: 'rollback' });
    assert.deepEqual([back.version, back.body], ['1.0', welcome.body]);
    // Twice: the version that is wanted is older than one that was published in between.
    const again = await other.update(back, saying(welcome, 'two'));
    const third = sim.connect();
    const latest = await found(third, 'flow', 'Welcome');
    assert.equal(latest.version, again.version);
    const home = await third.update(latest, welcome.body, { priority: 'rollback' });
    assert.deepEqual([home.version, await sim.hits('jobs')], ['1.0', 1]);
  });

  it('are written anew where no older version is what is wanted', async () => {
    const live = await found(client, 'flow', 'Closed');
    const mine = await client.update(live, saying(live, 'one'));
    const merged = await client.update(mine, saying(live, 'two'), { priority: 'rollback' });
    assert.deepEqual([merged.version, merged.body], ['3.0', saying(live, 'two')]);
  });

  it('are written anew where the older version names a queue that was made anew since', async () => {
    const live = await found(client, 'flow', 'Closed');
    const text = JSON.stringify(live.body).replace(
      '{"disconnect":{"name":"Goodbye"}}',
      '{"transferToAcd":{"name":"On","targetQueue":{"lit":{"name":"Unstaffed"}}}}',
    );
    const target = JSON.parse(text) as JsonObject;
    const back = await client.update(await client.update(live, target), live.body);
    assert.equal(back.version, '1.0');
    const queue = await found(client, 'queue', 'Unstaffed');
    await client.remove(queue);
    await client.create('queue', { name: 'Unstaffed' });
    const again = await client.update(back, target);
    assert.deepEqual([again.version, again.body], ['3.0', target]);
    assert.equal(await lockedBy(live.id), undefined);
  });

  it('are written so that no parser takes a text for anything else', () => {
    const lit = [
      'yes',
      'Off',
      '12:30',
      '2026-01-01',
      '1_000',
      '0x1F',
      '~',
      'null',
      '1.0',
      'a: b',
      '',
    ];
    const shared = { tts: 'on' };
    const document = { inboundCall: { name: 'no', lit, one: shared, two: shared } };
    const text = yamlOf(document);
    for (const version of ['1.1', '1.2'] as const)
      assert.deepEqual(parse(text, { version }), document);
    assert.doesNotMatch(text, /[&*]a1/);
  });
});
