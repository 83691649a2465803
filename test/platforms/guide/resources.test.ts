import assert from 'node:assert/strict';
import { found, kindOf, simulate, type Simulated } from './simulated.js';

describe('guide client: resources', () => {
  let sim: Simulated;
  beforeEach(async () => {
    sim = await simulate();
  });
  afterEach(() => sim.close());

  it('reads a resource with its ETag, and null where there is none', async () => {
    const client = sim.connect('east');
    const live = await client.read('queue', 'east-queue');
    assert.equal(live?.name, 'Support');
    assert.deepEqual(live?.body, { name: 'Support', enabled: true });
    assert.match(live?.version ?? '', /^".+"$/);
    assert.equal(live?.enabled, true);
    assert.equal(await client.read('queue', 'nowhere'), null);
    assert.equal(await client.read('queue', '../flows/east-flow'), null);
    assert.equal(client.declares('flow')?.concurrency, 'etag');
  });

  it('finds by exact name, over all pages', async () => {
    const client = sim.connect('east');
    assert.equal((await found(client, 'flow', 'Welcome')).id, 'east-flow');
    assert.equal(await client.findByName('flow', 'welcome'), null);
    assert.equal(await client.findByName('flow', 'Wel&pageSize=1'), null);
  });

  it('lists all of a kind with their ETags, by name, over all pages', async () => {
    const client = sim.connect('east');
    const [support, unstaffed, ...others] = await client.list('queue');
    assert.deepEqual([support?.name, unstaffed?.name, others], ['Support', 'Unstaffed', []]);
    assert.deepEqual(support, await client.read('queue', 'east-queue'));
    assert.deepEqual(await client.list('directory'), []);
    const names = Array.from({ length: 120 }, (_, index) => `Queue ${1000 + index}`);
    for (const name of names) await client.create('queue', { name });
    const listed = (await client.list('queue')).map(({ name }) => name);
    assert.deepEqual(listed, [...names, 'Support', 'Unstaffed']);
  });

  it('sees what is switched off, itself or in its settings', async () => {
    const client = sim.connect('east');
    await sim.control('edits', {
      orgId: 'east',
      kind: 'queue',
      name: 'Support',
      patch: { enabled: false },
      by: 'mo',
    });
    await sim.control('edits', {
      orgId: 'east',
      kind: 'trunk',
      name: 'Trunk',
      patch: { settings: { enabled: false } },
      by: 'mo',
    });
    assert.equal((await found(client, 'queue', 'Support')).enabled, false);
    assert.equal((await found(client, 'trunk', 'Trunk')).enabled, false);
  });

  it('patches only what differs, under the version it saw', async () => {
    const client = sim.connect('east');
    const live = await found(client, 'trunk', 'Trunk');
    const target = { name: 'Trunk', settings: { enabled: true, channels: 200 }, note: 'x' };
    const updated = await client.update(live, target);
    assert.deepEqual(updated.body, target);
    assert.notEqual(updated.version, live.version);
    assert.deepEqual(await client.read('trunk', live.id), updated);
    const [write] = await sim.journal();
    assert.equal(write?.ifMatch, live.version);
    assert.equal(write?.clientId, 'east-client');
  });

  it('sends nothing when nothing changes', async () => {
    const client = sim.connect('east');
    const live = await found(client, 'trunk', 'Trunk');
    assert.equal(await client.update(live, live.body), live);
    assert.deepEqual(await sim.journal(), []);
  });

  it('answers preconditionFailed when a person was faster', async () => {
    const client = sim.connect('east');
    const live = await found(client, 'queue', 'Support');
    await sim.control('faults', {
      method: 'PATCH',
      kind: 'queue',
      effect: { type: 'edit', patch: { waitStrategy: 'mine' }, by: 'mo' },
    });
    const target = { ...live.body, enabled: false };
    assert.equal(await kindOf(client.update(live, target)), 'preconditionFailed');
    const now = await found(client, 'queue', 'Support');
    assert.deepEqual(now.body, { name: 'Support', enabled: true, waitStrategy: 'mine' });
  });

  it('creates once, and says conflict for a name that is taken', async () => {
    const client = sim.connect('east');
    const body = { name: 'Night', enabled: true };
    const created = await client.create('queue', body);
    assert.deepEqual(created.body, body);
    assert.deepEqual(await client.read('queue', created.id), created);
    assert.equal(await kindOf(client.create('queue', body)), 'conflict');
  });

  it('does not repeat a create whose answer was lost: it is found by name', async () => {
    const client = sim.connect('east');
    await sim.control('faults', {
      id: 'lost',
      method: 'POST',
      kind: 'queue',
      effect: { type: 'dropResponse' },
    });
    assert.equal(await kindOf(client.create('queue', { name: 'Night' })), 'noAnswer');
    assert.equal((await sim.hits('lost')).matched, 1);
    assert.equal((await found(client, 'queue', 'Night')).name, 'Night');
    assert.equal((await sim.journal()).length, 1);
  });

  it('does not repeat a patch whose answer was lost or cut off', async () => {
    const client = sim.connect('east');
    for (const [type, kind] of [
      ['dropResponse', 'noAnswer'],
      ['truncate', 'malformed'],
    ] as const) {
      const live = await found(client, 'queue', 'Support');
      await sim.control('faults', { method: 'PATCH', effect: { type } });
      const target = { ...live.body, note: type };
      assert.equal(await kindOf(client.update(live, target)), kind);
      assert.deepEqual((await found(client, 'queue', 'Support')).body, target);
    }
    assert.equal((await sim.journal()).length, 2);
  });

  it('removes under the version it saw, and is content when it is gone already', async () => {
    const client = sim.connect('east');
    const live = await client.create('queue', { name: 'Night' });
    const newer = await client.update(live, { name: 'Night', note: 'x' });
    assert.equal(await kindOf(client.remove(live)), 'preconditionFailed');
    await client.remove(newer);
    assert.equal(await client.read('queue', live.id), null);
    await client.remove(newer);
  });

  it('says conflict where something still references what is to go', async () => {
    const client = sim.connect('east');
    const live = await found(client, 'queue', 'Support');
    assert.equal(await kindOf(client.remove(live)), 'conflict');
  });

  it('sends no write without a version', async () => {
    const client = sim.connect('east');
    const live = { ...(await found(client, 'queue', 'Support')), version: null };
    assert.equal(await kindOf(client.update(live, { name: 'Other' })), 'rejected');
    assert.equal(await kindOf(client.remove(live)), 'rejected');
    assert.deepEqual(await sim.journal(), []);
  });

  it('starts no write past its deadline', async () => {
    const client = sim.connect('east');
    const deadlineMs = Date.now() + 500;
    assert.equal(
      await kindOf(client.create('queue', { name: 'Night' }, { deadlineMs })),
      'deadline',
    );
    assert.equal(await client.findByName('queue', 'Night', { deadlineMs }), null);
  });
});
