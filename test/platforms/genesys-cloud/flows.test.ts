import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { JsonObject } from '../../../src/domain/json.js';
import type { OrgClient } from '../../../src/platforms/port.js';
import { factsOf, wireErrorOf } from '../../http/api-under-test.js';
import { flowYaml, transferTo } from '../../simulator/genesys-cloud/sample-world.js';
import type { Registered, VendorApi } from '../../simulator/genesys-cloud/vendor.js';
import { kindOf } from '../guide/simulated.js';
import { recordBefore, type Recorded } from '../recorder.js';
import { found, saying, simulateGenesys, type SimulatedGenesys } from './simulated.js';

interface Shown {
  publishedVersion?: { id: string };
  lockedClient?: { id: string };
  lockedUser?: { name: string };
}

describe('Genesys Cloud client: flows', () => {
  let sim: SimulatedGenesys;
  let client: OrgClient;
  let rival: VendorApi;
  beforeEach(async () => {
    sim = await simulateGenesys();
    client = sim.connect();
    rival = await sim.api('north-rival');
  });
  afterEach(() => sim.close());

  const shown = async (id: string): Promise<Shown> => (await rival<Shown>(`/flows/${id}`)).body;
  const act = async (api: VendorApi, action: string, id: string): Promise<number> =>
    (await api(`/flows/actions/${action}?flow=${id}`, { method: 'POST' })).status;
  /** A job of somebody else's; its content is up, its end is not waited for. */
  const upload = async (api: VendorApi, yaml: string): Promise<void> => {
    const { body: job } = await api<Registered>('/flows/jobs', { method: 'POST' });
    const put = { method: 'PUT', headers: job.headers, body: yaml };
    assert.equal((await fetch(job.presignedUrl, put)).status, 200);
  };

  it('are read as the YAML of their published version, once for each version', async () => {
    await sim.fault({ type: 'latency', ms: 0 }, { id: 'jobs', kind: 'flowJob', count: 0 });
    const live = await found(client, 'flow', 'Closed');
    assert.deepEqual([live.id, live.version, live.enabled], ['north-closed', '1.0', true]);
    const [task] = (live.body['inboundCall'] as { tasks: JsonObject[] }).tasks;
    assert.match(JSON.stringify(task), /"disconnect":\{"name":"Goodbye"\}/);
    const asked = await sim.hits('jobs');
    assert.deepEqual(await client.read('flow', live.id), live);
    assert.equal(await sim.hits('jobs'), asked);
    assert.equal(await client.read('flow', 'nowhere'), null);
  });

  it('are published by a job under a lock that is given back', async () => {
    const live = await found(client, 'flow', 'Welcome');
    const updated = await client.update(live, saying(live, 'Good day'));
    assert.deepEqual([updated.id, updated.version], [live.id, '2.0']);
    assert.deepEqual(updated.body, saying(live, 'Good day'));
    assert.equal((await shown(live.id)).lockedClient, undefined);
    assert.equal(await client.update(updated, updated.body), updated);
    const writes = (await sim.journal()).filter(({ name }) => name === 'Welcome');
    assert.deepEqual(
      writes.map(({ clientId }) => clientId),
      ['north-client'],
    );
  });

  it('that the platform refuses say why, stay as they were, and are free again', async () => {
    const live = await found(client, 'flow', 'Closed');
    const section = live.body['inboundCall'] as JsonObject;
    const bad = {
      ...section,
      tasks: [{ task: { name: 'Main', refId: 'main', actions: [{ fly: {} }] } }],
    };
    const error = await wireErrorOf(client.update(live, { ...live.body, inboundCall: bad }));
    assert.deepEqual([error.facts.kind, error.facts.code], ['rejected', 'flow.job.failed']);
    assert.match(error.message, /unknown action 'fly'/);
    const { publishedVersion, lockedClient } = await shown(live.id);
    assert.deepEqual([publishedVersion?.id, lockedClient], ['1.0', undefined]);
  });

  it('whose job fails without a word may be tried again', async () => {
    const { baseUrl } = sim.binding('north');
    const isUpload = ({ method, path }: Recorded): boolean =>
      method === 'PUT' && path.startsWith('/flow-uploads/');
    // What is no flow at all makes the job fail before it can say why.
    const broken = (one: Recorded): string | null => (isUpload(one) ? '- no flow' : null);
    const recorder = await recordBefore(baseUrl, [], { sent: broken });
    try {
      const other = sim.connect('north', { baseUrl: recorder.url });
      const live = await found(other, 'flow', 'Closed');
      const error = await wireErrorOf(other.update(live, saying(live, 'x')));
      assert.equal(error.facts.kind, 'unavailable');
      assert.match(error.message, /failed without a reason/);
      assert.equal((await shown(live.id)).lockedClient, undefined);
    } finally {
      recorder.close();
    }
  });

  it('whose file arrived although the answer did not are waited for', async () => {
    const live = await found(client, 'flow', 'Closed');
    await sim.fault({ type: 'dropResponse', status: 504 }, { kind: 'flowUpload' });
    assert.equal((await client.update(live, saying(live, 'one'))).version, '2.0');
    const two = await found(client, 'flow', 'Closed');
    await sim.fault({ type: 'status', status: 503 }, { kind: 'flowUpload' });
    assert.equal(await kindOf(client.update(two, saying(two, 'two'))), 'unavailable');
    const { publishedVersion, lockedClient } = await shown(live.id);
    assert.deepEqual([publishedVersion?.id, lockedClient], ['2.0', undefined]);
  });

  it('that somebody has locked are left alone: no lock is ever broken', async () => {
    const held = await found(client, 'flow', 'Held');
    assert.equal(await kindOf(client.update(held, saying(held, 'x'))), 'locked');
    assert.equal((await shown(held.id)).lockedUser?.name, 'Lee');
    const live = await found(client, 'flow', 'Closed');
    assert.equal(await act(rival, 'checkout', live.id), 200);
    assert.equal(await kindOf(client.update(live, saying(live, 'x'))), 'locked');
    assert.equal((await shown(live.id)).lockedClient?.id, 'north-rival');
    assert.deepEqual(await sim.journal(), []);
  });

  it('that somebody published since they were read are not overwritten', async () => {
    const live = await found(client, 'flow', 'Closed');
    const theirs = sim.connect('rival');
    const published = await theirs.update(live, saying(live, 'theirs'));
    assert.equal(await kindOf(client.update(live, saying(live, 'mine'))), 'preconditionFailed');
    assert.equal(await kindOf(client.remove(live)), 'preconditionFailed');
    assert.equal((await shown(live.id)).lockedClient, undefined);
    assert.deepEqual(await client.read('flow', live.id), published);
  });

  it('keep their id when they are renamed', async () => {
    const live = await found(client, 'flow', 'Closed');
    const renamed = await client.update(live, { ...live.body, name: 'Shut' });
    assert.deepEqual([renamed.id, renamed.name], [live.id, 'Shut']);
    assert.equal((renamed.body['inboundCall'] as JsonObject)['name'], 'Shut');
    assert.equal(await client.findByName('flow', 'Closed'), null);
    const section = renamed.body['inboundCall'] as JsonObject;
    const twoNames = { ...renamed.body, inboundCall: { ...section, name: 'Other' } };
    assert.equal(await kindOf(client.update(renamed, twoNames)), 'rejected');
  });

  it('that are renamed and refused keep their name, too', async () => {
    const live = await found(client, 'flow', 'Closed');
    const bad = { ...live.body, name: 'Shut', inboundCall: { startUpRef: 'nowhere', tasks: [] } };
    assert.equal(await kindOf(client.update(live, bad)), 'rejected');
    assert.deepEqual(await client.read('flow', live.id), live);
    assert.equal((await shown(live.id)).lockedClient, undefined);
  });

  it('are made by a job, but never over one that is there', async () => {
    const closed = await found(client, 'flow', 'Closed');
    const { name: _name, ...section } = closed.body['inboundCall'] as JsonObject;
    const body = { name: 'Night', inboundCall: section };
    const made = await client.create('flow', body);
    assert.deepEqual([made.name, made.version], ['Night', '1.0']);
    assert.equal(client.isAsCreated?.(made, body), true);
    assert.equal(client.isAsCreated?.({ ...made, body: saying(made, 'x') }, body), false);
    assert.equal(await kindOf(client.create('flow', body)), 'conflict');
    assert.equal(await kindOf(client.create('flow', { name: 'Empty' })), 'rejected');
    await client.remove(made);
    assert.equal(await client.read('flow', made.id), null);
    await client.remove(made);
  });

  it('that an IVR leads to are not deleted', async () => {
    const live = await found(client, 'flow', 'Welcome');
    assert.equal(await kindOf(client.remove(live)), 'conflict');
    assert.notEqual(await client.read('flow', live.id), null);
  });

  it('whose job outlives its attempt are waited for before they are taken back', async () => {
    const live = await found(client, 'flow', 'Closed');
    const own = await sim.api('north-client');
    assert.equal(await act(own, 'checkout', live.id), 200);
    await upload(own, flowYaml({ name: 'Closed', ending: transferTo('Support') }));
    const now = await client.read('flow', live.id, { priority: 'rollback' });
    assert.equal(now?.version, '2.0');
    assert.match(JSON.stringify(now.body), /To Support/);
  });

  it('that an attempt left locked are free for the next one', async () => {
    const live = await found(client, 'flow', 'Closed');
    assert.equal(await act(await sim.api('north-client'), 'checkout', live.id), 200);
    const update = client.update(live, saying(live, 'after all'));
    await sleep(200);
    await sim.control('clock', { advanceMs: 10 * 60_000 });
    assert.equal((await update).version, '2.0');
    assert.equal((await shown(live.id)).lockedClient, undefined);
  });

  it('whose job does not end in time may still go live: their lock stays until then', async () => {
    const live = await found(client, 'flow', 'Closed');
    await sim.control('clock', { frozen: true });
    const deadlineMs = Date.now() + 3_000;
    const late = await factsOf(client.update(live, saying(live, 'late'), { deadlineMs }));
    assert.equal(late.kind, 'noAnswer');
    assert.equal((await shown(live.id)).lockedClient?.id, 'north-client');
    await sim.control('clock', { advanceMs: 10_000 });
    assert.equal((await shown(live.id)).publishedVersion?.id, '2.0');
  });

  it('that cannot be exported for a moment can be read again', async () => {
    await sim.fault({ type: 'status', status: 503 }, { method: 'GET', kind: 'flowJob', count: 2 });
    assert.equal((await found(client, 'flow', 'Closed')).version, '1.0');
    const other = sim.connect();
    const effect = { type: 'rateLimit', retryAfterSeconds: 1 };
    await sim.fault(effect, { method: 'POST', kind: 'flowJob', count: 2 });
    const patience = { longestWaitMs: 100 };
    const impatient = await factsOf(other.read('flow', 'north-closed', patience));
    assert.equal(impatient.kind, 'rateLimited');
    assert.equal((await other.read('flow', 'north-closed'))?.version, '1.0');
  });

  it('have no content in lists, which say so', async () => {
    assert.equal(client.declares('flow')?.lists, 'names');
    const pages = [];
    for await (const page of client.pages('flow')) pages.push(page);
    assert.deepEqual(pages, [{ resources: [], pagesLeft: 0 }]);
    const listed = (await client.list('flow')).map(({ name, version }) => [name, version]);
    assert.deepEqual(listed, [
      ['Closed', '1.0'],
      ['Held', '1.0'],
      ['Welcome', '1.0'],
    ]);
  });
});
