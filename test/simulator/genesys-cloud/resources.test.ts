import assert from 'node:assert/strict';
import type { JsonObject } from '../../../src/simulator/json.js';
import { genesysWorld } from './sample-world.js';
import { startVendor, type Page, type Vendor, type VendorApi } from './vendor.js';

interface Created {
  id: string;
  version: number;
}

const trunk = '/telephony/providers/edges/trunkbasesettings/north-trunk';
const queue = '/routing/queues/north-support';
const row = '/flows/datatables/north-weights/rows/main';

describe('simulator: Genesys Cloud resources', () => {
  let vendor: Vendor;
  let api: VendorApi;
  beforeEach(async () => {
    vendor = await startVendor();
    api = await vendor.api('north-client');
  });
  afterEach(() => vendor.close());

  const read = async (path: string): Promise<JsonObject> => (await api<JsonObject>(path)).body;
  const put = (path: string, body: unknown) => api(path, { method: 'PUT', body });
  const fault = (body: object): Promise<unknown> => vendor.control('faults', body);

  it('pages with links to either side', async () => {
    const { body } = await api<Page<unknown> & Record<string, string>>(
      '/routing/queues?pageSize=1&pageNumber=2',
    );
    assert.equal(body.entities.length, 1);
    assert.deepEqual([body.pageCount, body.total], [3, 3]);
    const uris = ['firstUri', 'previousUri', 'selfUri', 'nextUri', 'lastUri'];
    assert.deepEqual(
      uris.map((name) => /pageNumber=(\d)/.exec(body[name] ?? '')?.[1]),
      ['1', '1', '2', '3', '3'],
    );
  });

  it('answers in the error envelope', async () => {
    const { status, body } = await api<JsonObject>('/routing/queues/none');
    assert.equal(status, 404);
    const names = ['code', 'contextId', 'details', 'errors', 'message', 'status'];
    assert.deepEqual(Object.keys(body).sort(), names);
  });

  it('resets what a full replacement leaves out', async () => {
    await put(queue, { name: 'Support', autoAnswerOnly: false });
    assert.equal((await read(queue))['autoAnswerOnly'], false);
    await put(queue, { name: 'Support' });
    const { description, autoAnswerOnly } = await read(queue);
    assert.deepEqual([description, autoAnswerOnly], [undefined, true]);
  });

  it('lets the last writer of a queue win', async () => {
    const before = await read(queue);
    assert.equal(before['version'], undefined);
    await put(queue, { ...before, description: 'first' });
    assert.equal((await put(queue, { ...before, description: 'second' })).status, 200);
  });

  it('refuses a name that is taken', async () => {
    const { status, body } = await put(queue, { name: 'Overflow' });
    assert.deepEqual([status, body.code], [409, 'general.conflict']);
  });

  for (const path of ['schedules', 'schedulegroups', 'emergencygroups', 'ivrs']) {
    it(`wants the version that it gave out for ${path}`, async () => {
      const created = await api<Created>(`/architect/${path}`, {
        method: 'POST',
        body: { name: 'Mine' },
      });
      const one = `/architect/${path}/${created.body.id}`;
      assert.equal(created.body.version, 1);
      assert.equal((await put(one, { name: 'Mine' })).status, 400);
      assert.equal((await put(one, { name: 'Mine', version: 1 })).status, 200);
      assert.equal((await read(one))['version'], 2);
      const late = await put(one, { name: 'Mine', version: 1 });
      assert.deepEqual([late.status, late.body.code], [409, 'general.conflict']);
    });
  }

  it('refuses an old version of trunk settings as the directory does', async () => {
    const before = await read(trunk);
    await put(trunk, { ...before, description: 'changed' });
    const late = await put(trunk, before);
    assert.equal(late.status, 400);
    assert.match(late.body.message, /does not match the current version/);
  });

  it('keeps rows by their key', async () => {
    const rows = '/flows/datatables/north-weights/rows';
    const body = { key: 'other', Support: 1 };
    assert.equal((await api(rows, { method: 'POST', body })).status, 200);
    assert.equal((await api(rows, { method: 'POST', body })).status, 400);
    assert.deepEqual(await read(`${rows}/other`), { key: 'other' });
    assert.deepEqual(await read(`${rows}/other?showbrief=false`), body);
    assert.equal((await api(`${rows}/other`, { method: 'DELETE' })).status, 204);
    assert.equal((await api(`${rows}/other`)).status, 404);
  });

  it('keeps prompts and their languages', async () => {
    const resources = '/architect/prompts/north-prompt/resources';
    const body = { language: 'en-us', ttsString: 'Welcome' };
    assert.equal((await api(resources, { method: 'POST', body })).status, 200);
    await put(`${resources}/en-us`, { ttsString: 'Hello' });
    assert.equal((await read(`${resources}/en-us`))['ttsString'], 'Hello');
    assert.equal((await api(`${resources}/de-de`)).status, 404);
    assert.equal((await api(resources, { method: 'POST', body })).status, 400, 'it has one');
    for (const language of ['xx-yy', 'en-US', 'e_'])
      assert.equal((await api(resources, { method: 'POST', body: { language } })).status, 400);
    const prompt = '/architect/prompts/north-prompt';
    assert.equal((await put(prompt, { name: 'Greeting', resources: [] })).status, 200);
    const [english] = (await read(prompt))['resources'] as Record<string, unknown>[];
    assert.deepEqual(
      [english?.['id'], english?.['ttsString'], english?.['uploadStatus']],
      ['en-us', 'Hello', 'created'],
    );
    assert.equal((await read(`${prompt}?includeResources=false`))['resources'], undefined);
    assert.deepEqual((await read(`${prompt}?language=de-de`))['resources'], []);
    assert.equal((await api(prompt, { method: 'DELETE' })).status, 409);
    assert.equal((await api(`${resources}/en-us`, { method: 'DELETE' })).status, 204);
    assert.equal((await api(`${resources}/en-us`, { method: 'DELETE' })).status, 404);
    await api(resources, { method: 'POST', body });
    assert.equal((await api(`${prompt}?allResources=true`, { method: 'DELETE' })).status, 204);
  });

  it('takes recordings by signed addresses, and plays them once they are transcoded', async () => {
    const resources = '/architect/prompts/north-prompt/resources';
    await api(resources, { method: 'POST', body: { language: 'en-us', ttsString: 'Welcome' } });
    const uploads = `${resources}/en-us/uploads`;
    const { url } = (await api<{ url: string }>(uploads, { method: 'POST' })).body;
    const send = async (to: string): Promise<number> =>
      (await fetch(to, { method: 'PUT', body: 'RIFF' })).status;
    assert.equal(await send(url.replace(/\?.*/, '')), 404, 'without its signature');
    assert.equal(await send(url), 200);
    assert.equal((await read(`${resources}/en-us`))['uploadStatus'], 'uploaded');
    await vendor.advance(3);
    const heard = await read(`${resources}/en-us`);
    assert.equal(heard['uploadStatus'], 'transcoded');
    await vendor.advance(60);
    assert.notEqual((await read(`${resources}/en-us`))['mediaUri'], heard['mediaUri']);
    await put(`${resources}/en-us`, { ttsString: 'Hello' });
    assert.equal((await read(`${resources}/en-us`))['uploadStatus'], 'transcoded', 'it stays');
    const bare = await read('/architect/prompts/north-prompt?includeMediaUris=false');
    assert.doesNotMatch(JSON.stringify(bare), /mediaUri/);
    assert.equal((await api(`${resources}/en-us/audio`, { method: 'DELETE' })).status, 204);
    const spoken = await read(`${resources}/en-us`);
    assert.deepEqual([spoken['mediaUri'], spoken['ttsString']], [undefined, 'Hello']);
  });

  it('keeps skills and wrap-up codes', async () => {
    for (const path of ['/routing/skills', '/routing/wrapupcodes']) {
      const { body } = await api<Created>(path, { method: 'POST', body: { name: 'One' } });
      const one = `${path}/${body.id}`;
      assert.equal((await read(one))['name'], 'One');
      assert.equal((await api(one, { method: 'DELETE' })).status, 204);
    }
    assert.equal((await put('/routing/skills/any', { name: 'x' })).status, 405);
  });

  it('sees what people edit by hand, and counts it as a version', async () => {
    const edit = { orgId: 'north', kind: 'queue', resourceId: 'north-support', by: 'lee' };
    await vendor.control('edits', { ...edit, patch: { description: 'by hand' } });
    assert.equal((await read(queue))['description'], 'by hand');
    const before = await read(trunk);
    const effect = { type: 'edit', patch: { description: 'by hand' }, by: 'lee' };
    await fault({ kind: 'trunk', method: 'PUT', effect });
    assert.equal((await put(trunk, before)).status, 400);
    const { description, version } = await read(trunk);
    assert.deepEqual([description, version], ['by hand', 2]);
  });

  it('publishes what people edit of a flow by hand as a version of its own', async () => {
    const edit = { orgId: 'north', kind: 'flow', resourceId: 'north-welcome', by: 'lee' };
    const content = { inboundCall: { description: 'by hand' } };
    await vendor.control('edits', { ...edit, patch: { content } });
    const { body } = await api<JsonObject & { publishedVersion: { id: string } }>(
      '/flows/north-welcome',
    );
    assert.deepEqual([body['description'], body.publishedVersion.id], ['by hand', '2.0']);
  });

  it('journals what no caller notices, and lets people edit it', async () => {
    const made = await api<Created>('/routing/wrapupcodes', {
      method: 'POST',
      body: { name: 'Sold' },
    });
    const path = `/routing/wrapupcodes/${made.body.id}`;
    const edit = { orgId: 'north', kind: 'directory', name: 'Sold', by: 'lee' };
    await vendor.control('edits', { ...edit, patch: { description: 'by hand' } });
    assert.equal((await read(path))['description'], 'by hand');
    await api(path, { method: 'DELETE' });
    const { writes } = await vendor.control<{ writes: JsonObject[] }>('journal');
    assert.deepEqual(
      writes
        .filter(({ changed }) => changed === true)
        .map(({ method, kind, name, clientId }) => [method, kind, name, clientId]),
      [
        ['POST', 'directory', 'Sold', 'north-client'],
        ['PATCH', 'directory', 'Sold', 'manual:lee'],
        ['DELETE', 'directory', 'Sold', 'north-client'],
      ],
    );
  });

  it('moves callers when a person edits a row by hand', async () => {
    const edit = { orgId: 'north', kind: 'strategy', resourceId: 'north-weights/main', by: 'lee' };
    await vendor.control('edits', { ...edit, patch: { Support: 10 } });
    assert.equal((await read(`${row}?showbrief=false`))['Support'], 10);
  });

  it('refuses a world whose flow cannot be read', async () => {
    const world = genesysWorld({ native: { flow: [{ id: 'broken', yaml: 'inboundCall: {}' }] } });
    await assert.rejects(startVendor({ world }), /org north: flow broken: inboundCall.name/);
  });

  it('loses the answer to a write that it applied', async () => {
    await fault({ method: 'PUT', kind: 'queue', effect: { type: 'dropResponse' } });
    await assert.rejects(put(queue, { name: 'Support', description: 'lost' }));
    assert.equal((await read(queue))['description'], 'lost');
  });

  it('words the refusals of faults as its own', async () => {
    await fault({ kind: 'queue', effect: { type: 'rateLimit' } });
    const limited = await api(queue);
    assert.deepEqual([limited.status, limited.body.code], [429, 'too.many.requests.retry.after']);
    assert.equal(limited.headers.get('inin-ratelimit-count'), '1');
    assert.notEqual(limited.headers.get('inin-correlation-id'), null);
    await fault({ kind: 'ivr', method: 'PUT', effect: { type: 'conflict' } });
    const conflict = await put('/architect/ivrs/north-ivr', { name: 'x', version: 1 });
    assert.deepEqual([conflict.status, conflict.body.code], [409, 'general.conflict']);
    await fault({ kind: 'token', effect: { type: 'rateLimit' } });
    assert.equal((await vendor.login('north-client')).body.error, 'invalid_request');
  });

  it('shows stale reads, and hides what was just created', async () => {
    await fault({ kind: 'queue', effect: { type: 'staleRead', seconds: 30 } });
    await put(queue, { name: 'Support', description: 'new' });
    assert.equal((await read(queue))['description'], 'from the world file');
    await vendor.advance(31);
    assert.equal((await read(queue))['description'], 'new');
    await fault({ kind: 'skill', effect: { type: 'notFoundAfterCreate', seconds: 30 } });
    const { body } = await api<Created>('/routing/skills', {
      method: 'POST',
      body: { name: 'One' },
    });
    const one = `/routing/skills/${body.id}`;
    assert.equal((await api(one)).status, 404);
    await vendor.advance(31);
    assert.equal((await api(one)).status, 200);
  });

  it('answers analytics late and without data', async () => {
    await vendor.advance(1800);
    const query = {
      interval: '2026-03-02T09:00:00Z/2026-03-02T09:30:00Z',
      granularity: 'PT5M',
      groupBy: ['queueId'],
      metrics: ['nOffered'],
    };
    const intervals = async (): Promise<number> => {
      const path = '/analytics/conversations/aggregates/query';
      const { body } = await api<{ results: { data: unknown[] }[] }>(path, {
        method: 'POST',
        body: query,
      });
      return body.results[0]?.data.length ?? 0;
    };
    assert.equal(await intervals(), 6);
    await fault({ kind: 'analytics', effect: { type: 'noData' } });
    assert.equal(await intervals(), 0);
    await fault({ kind: 'analytics', effect: { type: 'lateData', seconds: 600 } });
    assert.equal(await intervals(), 4);
  });
});
