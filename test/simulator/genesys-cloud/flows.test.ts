import assert from 'node:assert/strict';
import { flowYaml, transferTo } from './sample-world.js';
import { startVendor, type Registered, type Vendor, type VendorApi } from './vendor.js';

interface Flow {
  publishedVersion?: { id: string };
  checkedInVersion?: { id: string };
  lockedClient?: { id: string };
  currentOperation?: { complete: boolean };
}

describe('simulator: Genesys Cloud flows', () => {
  let vendor: Vendor;
  let api: VendorApi;
  beforeEach(async () => {
    vendor = await startVendor();
    api = await vendor.api('north-client');
  });
  afterEach(() => vendor.close());

  const act = async (action: string, flow = 'north-welcome', by = api) =>
    by(`/flows/actions/${action}flow=${flow}`.replace('flow=', '?flow='), { method: 'POST' });
  const flow = async (id = 'north-welcome'): Promise<Flow> =>
    (await api<Flow>(`/flows/${id}`)).body;
  const register = async (): Promise<Registered> =>
    (await api<Registered>('/flows/jobs', { method: 'POST' })).body;
  const saveDraft = (by: VendorApi, queue: string) =>
    by('/flows/north-welcome/versions', {
      method: 'POST',
      body: { content: flowYaml({ ending: transferTo(queue) }) },
    });

  it('takes the content only as the presigned URL says', async () => {
    const { presignedUrl, headers } = await register();
    const put = (changed: Record<string, string>, url = presignedUrl) =>
      fetch(url, { method: 'PUT', headers: changed, body: flowYaml() });
    assert.equal((await put({})).status, 403);
    assert.equal((await put(headers, presignedUrl.replace(/=.*/, '=other'))).status, 403);
    assert.equal((await put({ ...headers, Authorization: 'Bearer token' })).status, 400);
    assert.equal((await put(headers)).status, 200);
  });

  it('works on a job for some seconds of platform time, asked or not', async () => {
    const { id, presignedUrl, headers } = await register();
    const status = async (): Promise<unknown> =>
      (await api<{ status: string }>(`/flows/jobs/${id}`)).body.status;
    await vendor.advance(60);
    assert.equal(await status(), 'Registered');
    await fetch(presignedUrl, { method: 'PUT', headers, body: flowYaml() });
    await vendor.advance(2);
    assert.equal(await status(), 'Started');
    await vendor.advance(8);
    assert.equal(await status(), 'Success');
  });

  it('fails without a message over what is no flow at all', async () => {
    const job = await vendor.publish(api, 'just a text');
    assert.deepEqual([job.status, job.messages], ['Failure', []]);
    assert.equal((await flow()).publishedVersion?.id, '1.0');
  });

  it('fails with messages over actions that it does not know, and over locks', async () => {
    const unknown = flowYaml({ ending: '            - dance:\n                name: x\n' });
    const job = await vendor.publish(api, unknown);
    assert.deepEqual([job.status, job.messages?.[0]?.text], ['Failure', "unknown action 'dance'"]);
    const held = await vendor.publish(api, flowYaml({ name: 'Held' }));
    assert.match(held.messages?.[0]?.text ?? '', /locked by Lee/);
  });

  it('makes a new flow of a new name', async () => {
    const job = await vendor.publish(api, flowYaml({ name: 'Renamed' }));
    assert.equal(job.status, 'Success');
    assert.notEqual(job.flow?.id, 'north-welcome');
    assert.equal((await flow(job.flow?.id)).publishedVersion?.id, '1.0');
  });

  it('lets only the holder of the lock write', async () => {
    const body = { name: 'Welcome', description: 'new' };
    const put = async () => (await api('/flows/north-welcome', { method: 'PUT', body })).body.code;
    assert.equal(await put(), 'architect.flow.not.locked.by.user');
    assert.equal((await act('checkout')).status, 200);
    assert.equal(await put(), undefined);
    const rival = await vendor.api('north-rival');
    const refused = await act('checkout', 'north-welcome', rival);
    assert.equal(refused.body.code, 'architect.flow.locked.by.user');
    assert.equal((await saveDraft(rival, 'Overflow')).status, 409);
  });

  it('keeps a draft from callers until it is published', async () => {
    await act('checkout');
    await saveDraft(api, 'Overflow');
    await act('checkin');
    const checkedIn = await flow();
    assert.deepEqual(
      [checkedIn.publishedVersion?.id, checkedIn.checkedInVersion?.id],
      ['1.0', '2.0'],
    );
    await act('publish');
    assert.equal((await act('publish')).body.code, 'operation.already.in.progress');
    await vendor.advance(5);
    assert.equal((await flow()).publishedVersion?.id, '2.0');
  });

  it('publishes a pending draft when its lock is broken', async () => {
    const rival = await vendor.api('north-rival');
    await act('checkout', 'north-welcome', rival);
    await saveDraft(rival, 'Unstaffed');
    assert.equal((await act('unlock')).status, 200);
    const unlocked = await flow();
    assert.deepEqual([unlocked.publishedVersion?.id, unlocked.lockedClient], ['2.0', undefined]);
  });

  it('refuses to publish a version whose queue is gone', async () => {
    await vendor.publish(api, flowYaml({ ending: transferTo('Overflow') }));
    await vendor.publish(api, flowYaml());
    await api('/routing/queues/north-overflow', { method: 'DELETE' });
    const { status, body } = await api('/flows/actions/publish?flow=north-welcome&version=2.0', {
      method: 'POST',
    });
    assert.deepEqual([status, body.code], [409, 'cannot.publish.missing.dependencies']);
  });

  it('exports what it was given', async () => {
    const body = { flows: [{ flow: { id: 'north-welcome' } }] };
    const registered = await api<{ id: string }>('/flows/export/jobs', { method: 'POST', body });
    assert.equal(registered.status, 202);
    const job = async () =>
      (
        await api<{ status: string; downloadUrl: string }>(
          `/flows/export/jobs/${registered.body.id}`,
        )
      ).body;
    assert.equal((await job()).status, 'Started');
    await vendor.advance(5);
    const { status, downloadUrl } = await job();
    assert.equal(status, 'Success');
    assert.equal(await (await fetch(downloadUrl)).text(), flowYaml());
  });

  it('tracks dependencies', async () => {
    interface Listing {
      entities: { id: string; type: string }[];
    }
    const tracking = '/architect/dependencytracking';
    const build = await api<{ status: string }>(`${tracking}/build`);
    assert.equal(build.body.status, 'OPERATIONAL');
    const consumed = await api<Listing>(
      `${tracking}/consumedresources?id=north-welcome&version=1.0&objectType=INBOUNDCALLFLOW`,
    );
    assert.deepEqual(
      consumed.body.entities.map(({ id, type }) => [id, type]),
      [['north-weights', 'DATATABLE']],
    );
    const consuming = await api<Listing>(
      `${tracking}/consumingresources?id=north-welcome&objectType=INBOUNDCALLFLOW`,
    );
    assert.deepEqual(
      consuming.body.entities.map(({ id }) => id),
      ['north-ivr'],
    );
  });
});
