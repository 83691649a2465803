import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { JsonObject } from '../../../src/domain/json.js';
import type { LiveResource } from '../../../src/domain/resource.js';
import type { OrgClient } from '../../../src/platforms/port.js';
import { wireErrorOf } from '../../http/api-under-test.js';
import { flowYaml, transferTo } from '../../simulator/genesys-cloud/sample-world.js';
import type { Registered, VendorApi } from '../../simulator/genesys-cloud/vendor.js';
import { kindOf } from '../guide/simulated.js';
import { found, saying, simulateGenesys, type SimulatedGenesys } from './simulated.js';

/** What becomes of a flow when something breaks between checking it out and its new version's being live. */
describe('Genesys Cloud client: flows whose change is broken off', () => {
  let sim: SimulatedGenesys;
  let client: OrgClient;
  /** The same client as the adapter's, in another process: what an attempt that died had done. */
  let dead: VendorApi;
  beforeEach(async () => {
    sim = await simulateGenesys({ requestTimeoutMs: 300 });
    client = sim.connect();
    dead = await sim.api('north-client');
  });
  afterEach(() => sim.close());

  const act = async (action: string, id: string): Promise<void> => {
    const { status } = await dead(`/flows/actions/${action}?flow=${id}`, { method: 'POST' });
    assert.equal(status, 200);
  };
  const stateOf = async (id: string): Promise<readonly (string | undefined)[]> => {
    const { body } = await dead<{
      publishedVersion?: { id: string };
      lockedClient?: { id: string };
    }>(`/flows/${id}`);
    return [body.publishedVersion?.id, body.lockedClient?.id];
  };
  const upload = async ({ presignedUrl, headers }: Registered): Promise<void> => {
    const body = flowYaml({ name: 'Closed', ending: transferTo('Support') });
    assert.equal((await fetch(presignedUrl, { method: 'PUT', headers, body })).status, 200);
  };

  it('are not taken for as they were while a job of a dead attempt may still go live', async () => {
    const live = await found(client, 'flow', 'Closed');
    await act('checkout', live.id);
    const { body: job } = await dead<Registered>('/flows/jobs', { method: 'POST' });
    const read = client.read('flow', live.id, { priority: 'rollback' });
    // Minutes are normal for a job: this one is not live after a minute and a half (platform time).
    await sleep(1_500);
    await upload(job);
    assert.equal((await read)?.version, '2.0');
  });

  it('are gone on with after a dead attempt, also where attempts are shorter than that wait', async () => {
    const live = await found(client, 'flow', 'Closed');
    await act('checkout', live.id);
    const tryFor = (ms: number): Promise<LiveResource> =>
      client.update(live, saying(live, 'after all'), { deadlineMs: Date.now() + ms });
    assert.equal(await kindOf(tryFor(900)), 'noAnswer');
    await sim.control('clock', { advanceMs: 10 * 60_000 });
    assert.equal((await tryFor(5_000)).version, '2.0');
    assert.deepEqual(await stateOf(live.id), ['2.0', undefined]);
  });

  it('are not left locked by a checkout whose answer was lost', async () => {
    const live = await found(client, 'flow', 'Closed');
    const aim = { method: 'POST', route: '/api/v2/flows/actions/checkout' };
    await sim.fault({ type: 'dropResponse', status: 504 }, aim);
    assert.equal(await kindOf(client.update(live, saying(live, 'x'))), 'unavailable');
    assert.deepEqual(await stateOf(live.id), ['1.0', undefined]);
  });

  it('are given back even if the platform is away for a moment', async () => {
    const live = await found(client, 'flow', 'Closed');
    const bad = { ...live.body, inboundCall: { startUpRef: 'nowhere', tasks: [] } };
    const aim = { method: 'POST', route: '/api/v2/flows/actions/checkin', count: 2 };
    await sim.fault({ type: 'status', status: 503 }, aim);
    assert.equal(await kindOf(client.update(live, bad)), 'rejected');
    assert.deepEqual(await stateOf(live.id), ['1.0', undefined]);
  });

  it('stay locked where the job’s end may not be asked for: it may still go live', async () => {
    const live = await found(client, 'flow', 'Closed');
    await sim.fault({ type: 'status', status: 403 }, { id: 'no', method: 'GET', kind: 'flowJob' });
    const error = await wireErrorOf(client.update(live, saying(live, 'late')));
    assert.equal(error.facts.kind, 'forbidden');
    assert.equal((await stateOf(live.id))[1], 'north-client');
    // Taking back waits for that job, and so sees what there is to take back.
    const now = await client.read('flow', live.id, { priority: 'rollback' });
    assert.equal(now?.version, '2.0');
    assert.deepEqual(await stateOf(live.id), ['2.0', undefined]);
  });

  it('are waited for where the answer to publishing an older version was lost', async () => {
    const live = await found(client, 'flow', 'Closed');
    const updated = await client.update(live, saying(live, 'one'));
    const aim = { method: 'POST', route: '/api/v2/flows/actions/publish' };
    await sim.fault({ type: 'dropResponse', status: 504 }, aim);
    const back = await client.update(updated, live.body, { priority: 'rollback' });
    assert.deepEqual([back.version, back.body], ['1.0', live.body]);
    assert.deepEqual(await stateOf(live.id), ['1.0', undefined]);
  });

  it('that are new are made once, though the attempt ended before the job', async () => {
    const closed = await found(client, 'flow', 'Closed');
    const { name: _name, ...section } = closed.body['inboundCall'] as JsonObject;
    const body = { name: 'Night', inboundCall: section };
    const posting = { id: 'jobs', method: 'POST', route: '/api/v2/flows/jobs', count: 0 };
    await sim.fault({ type: 'latency', ms: 0 }, posting);
    await sim.control('clock', { frozen: true });
    const first = client.create('flow', body, { deadlineMs: Date.now() + 1_500 });
    assert.equal(await kindOf(first), 'noAnswer');
    // Whoever takes it back waits until it is known what there is to delete.
    const back = client.findByName('flow', 'Night', { priority: 'rollback' });
    await sleep(200);
    await sim.control('clock', { frozen: false, advanceMs: 20_000 });
    assert.equal((await back)?.version, '1.0');
    assert.equal(await sim.hits('jobs'), 1);
  });
});
