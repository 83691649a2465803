import assert from 'node:assert/strict';
import { startMs } from '../sample-world.js';
import { flowYaml, genesysWorld, transferTo } from './sample-world.js';
import { startVendor, type Vendor, type VendorApi } from './vendor.js';

interface Aggregates {
  results: {
    group: { queueId: string };
    data: { interval: string; metrics: { metric: string; stats: { count: number } }[] }[];
  }[];
}

type Counts = Record<string, Partial<Record<string, number>>>;

describe('simulator: Genesys Cloud configuration and callers', () => {
  let vendor: Vendor;
  let api: VendorApi;
  beforeEach(async () => {
    vendor = await startVendor();
    api = await vendor.api('north-client');
  });
  afterEach(() => vendor.close());

  const put = async (path: string, body: unknown): Promise<void> => {
    assert.equal((await api(path, { method: 'PUT', body })).status, 200);
  };
  /** What a span of minutes counts, by queue and metric. */
  const counts = async (fromMinute: number, toMinute: number): Promise<Counts> => {
    const instants = [fromMinute, toMinute].map((one) => new Date(startMs + one * 60_000));
    const body = {
      interval: instants.map((instant) => instant.toISOString()).join('/'),
      groupBy: ['queueId'],
      metrics: ['nOffered', 'tAnswered', 'tAbandon'],
    };
    const path = '/analytics/conversations/aggregates/query';
    const reply = await api<Aggregates>(path, { method: 'POST', body });
    assert.equal(reply.status, 200);
    return Object.fromEntries(
      reply.body.results.map(({ group, data }) => [
        group.queueId,
        Object.fromEntries(
          (data[0]?.metrics ?? []).map(({ metric, stats }) => [metric, stats.count]),
        ),
      ]),
    );
  };

  it('shows the healthy org, and leaves out the queues that nobody reached', async () => {
    await vendor.advance(1800);
    const healthy = await counts(0, 20);
    assert.deepEqual(Object.keys(healthy), ['north-support']);
    const { nOffered = 0, tAbandon = 0 } = healthy['north-support'] ?? {};
    assert(nOffered > 300 && tAbandon / nOffered < 0.1);
  });

  it('hurts callers by a bad flow, and heals them by publishing the older version', async () => {
    const bad = flowYaml({ ending: transferTo('Unstaffed') });
    assert.equal((await vendor.publish(api, bad)).status, 'Success');
    await vendor.advance(1800);
    const hurt = (await counts(1, 20))['north-unstaffed'];
    assert.equal(hurt?.['tAbandon'], hurt?.['nOffered']);
    assert((hurt?.['tAbandon'] ?? 0) > 300);
    await api('/flows/actions/publish?flow=north-welcome&version=1.0', { method: 'POST' });
    await vendor.advance(1800);
    const { nOffered = 0, tAbandon = 0 } = (await counts(35, 55))['north-support'] ?? {};
    assert(nOffered > 300 && tAbandon / nOffered < 0.1);
  });

  it('shows nothing at all of callers whom the flow loses', async () => {
    const body = { version: 1, name: 'Main line', openHoursFlow: { id: 'north-closed' } };
    await put('/architect/ivrs/north-ivr', body);
    await vendor.advance(1800);
    assert.deepEqual(await counts(1, 20), {});
  });

  it('moves callers by weights without publishing anything', async () => {
    const row = { key: 'main', Support: 50, Overflow: 50 };
    await put('/flows/datatables/north-weights/rows/main', row);
    await vendor.advance(1800);
    const { 'north-support': support, 'north-overflow': overflow } = await counts(1, 20);
    const share = (support?.['nOffered'] ?? 0) / (overflow?.['nOffered'] ?? 0);
    assert(share > 0.7 && share < 1.4);
  });

  it('sends callers to the emergency flow while its group is on', async () => {
    const group = {
      name: 'Evacuation',
      enabled: true,
      emergencyCallFlows: [{ emergencyFlow: { id: 'north-closed' }, ivrs: [{ id: 'north-ivr' }] }],
    };
    await api('/architect/emergencygroups', { method: 'POST', body: group });
    await vendor.advance(1800);
    assert.deepEqual(await counts(1, 20), {});
  });

  it('loses callers over a queue that was deleted under a flow', async () => {
    await vendor.publish(api, flowYaml({ ending: transferTo('Support') }));
    await api('/routing/queues/north-support', { method: 'DELETE' });
    await vendor.advance(1800);
    assert.deepEqual(await counts(1, 20), {});
  });

  it('loses callers over a trunk that is switched off', async () => {
    const path = '/telephony/providers/edges/trunkbasesettings/north-trunk';
    const { body } = await api<{ version: number }>(path);
    const off = { trunk_enabled: { value: { instance: false } } };
    await put(path, { ...body, properties: off });
    await vendor.advance(1800);
    assert.deepEqual(await counts(1, 20), {});
  });

  it('journals what became of the neutral resources, in the name of the client', async () => {
    const queue = { name: 'Support', description: 'changed' };
    await put('/routing/queues/north-support', queue);
    const { writes } = await vendor.control<{
      writes: { clientId: string; kind: string; resourceId: string }[];
    }>('journal');
    assert.deepEqual(
      writes.map(({ clientId, kind, resourceId }) => [clientId, kind, resourceId]),
      [['north-client', 'queue', 'north-support']],
    );
  });

  it('knows what would have been without the bad flow', async () => {
    await vendor.publish(api, flowYaml({ ending: transferTo('Unstaffed') }));
    await vendor.advance(1800);
    interface Outcome {
      orgs: { orgId: string; actual: Lost; counterfactual: Lost }[];
    }
    interface Lost {
      abandonment: number;
    }
    const { orgs } = await vendor.control<Outcome>('counterfactual?without=north-client');
    const north = orgs.find((one) => one.orgId === 'north');
    assert(north !== undefined);
    assert(north.actual.abandonment > north.counterfactual.abandonment + 0.1);
    const south = orgs.find((one) => one.orgId === 'south');
    assert.equal(south?.actual.abandonment, south?.counterfactual.abandonment);
  });

  it('starts alike every time', async () => {
    await vendor.advance(1800);
    const other = await startVendor({ world: genesysWorld() });
    await other.advance(1800);
    const first = await counts(0, 20);
    await vendor.close();
    vendor = other;
    api = await vendor.api('north-client');
    assert.deepEqual(await counts(0, 20), first);
  });
});
