import assert from 'node:assert/strict';
import type { JsonObject } from '../../../src/domain/json.js';
import type { OrgClient } from '../../../src/platforms/port.js';
import { kindOf } from '../guide/simulated.js';
import { found, simulateGenesys, type SimulatedGenesys } from './simulated.js';

describe('Genesys Cloud client: rows of data tables', () => {
  let sim: SimulatedGenesys;
  let client: OrgClient;
  beforeEach(async () => {
    sim = await simulateGenesys({ frozen: true });
    client = sim.connect();
  });
  afterEach(() => sim.close());

  it('has the rows of data tables as strategies, by table and key', async () => {
    const live = await found(client, 'strategy', 'Routing weights/main');
    assert.equal(live.id, 'north-weights/main');
    const target = { ...live.body, Support: 60, Overflow: 40 };
    const updated = await client.update(live, target);
    assert.deepEqual(updated.body, target);
    assert.deepEqual(await client.read('strategy', live.id), updated);
    const late = client.update(live, { ...target, Support: 1 });
    assert.equal(await kindOf(late), 'preconditionFailed');
    assert.deepEqual(
      (await client.list('strategy')).map(({ name }) => name),
      ['Routing weights/main'],
    );
  });

  it('makes and deletes rows, but renames none', async () => {
    const body = { name: 'Routing weights/night', Support: 0, Overflow: 100 };
    const made = await client.create('strategy', body);
    assert.deepEqual(made.body, { ...body, key: 'night' });
    assert.deepEqual(await client.read('strategy', made.id), made);
    assert.equal(client.isAsCreated?.(made, body), true);
    assert.equal(await kindOf(client.create('strategy', body)), 'conflict');
    const nowhere = client.create('strategy', { name: 'No table/x' });
    assert.equal(await kindOf(nowhere), 'rejected');
    const renamed = client.update(made, { ...made.body, name: 'Routing weights/day' });
    assert.equal(await kindOf(renamed), 'rejected');
    const otherKey = client.update(made, { ...made.body, key: 'day' });
    assert.equal(await kindOf(otherKey), 'rejected');
    await client.remove(made);
    assert.equal(await client.read('strategy', made.id), null);
    await client.remove(made);
    assert.equal(await client.read('strategy', 'north-nowhere/main'), null);
    assert.equal(await client.read('strategy', 'main'), null);
  });

  it('keeps a column that is called like the row’s own name', async () => {
    const live = await found(client, 'strategy', 'Routing weights/main');
    const named = { Support: 100, Overflow: 0, Unstaffed: 0, name: 'Hauptlinie', key: 'main' };
    const api = await sim.api('north-client');
    const path = '/flows/datatables/north-weights/rows/main';
    assert.equal((await api(path, { method: 'PUT', body: named })).status, 200);
    const now = (await client.read('strategy', live.id)) ?? assert.fail('no row');
    assert.deepEqual([now.name, now.body['name']], [live.name, live.name]);
    assert.equal(now.body['column:name'], 'Hauptlinie');
    await client.update(now, { ...now.body, Support: 60, Overflow: 40 });
    const { body } = await api<JsonObject>(`${path}?showbrief=false`);
    assert.deepEqual(body, { ...named, Support: 60, Overflow: 40 });
    const made = await client.create('strategy', {
      name: 'Routing weights/night',
      Support: 1,
      'column:name': 'Nacht',
    });
    assert.deepEqual(await client.read('strategy', made.id), made);
    const { body: night } = await api<JsonObject>(path.replace('main', 'night?showbrief=false'));
    assert.equal(night['name'], 'Nacht');
  });

  it('has keys of any characters, and takes the longest name of a table for it', async () => {
    for (const name of ['Routing weights/EU', 'Routing'])
      await client.create('data_table', { name });
    for (const name of ['Routing weights/EU/a/b %2F?#', 'Routing weights/*', 'Routing/ä ö']) {
      const made = await client.create('strategy', { name, Support: 1 });
      assert.deepEqual(await found(client, 'strategy', name), made);
      const updated = await client.update(made, { ...made.body, Support: 2 });
      assert.deepEqual(await client.read('strategy', made.id), updated);
      assert.ok((await client.list('strategy')).some(({ id }) => id === made.id));
      await client.remove(updated);
      assert.equal(await client.findByName('strategy', name), null);
    }
    const eu = await client.create('strategy', { name: 'Routing weights/EU/x', Support: 1 });
    assert.equal(eu.body['key'], 'x');
  });
});
