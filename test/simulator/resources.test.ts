import assert from 'node:assert/strict';
import type { JsonObject } from '../../src/simulator/json.js';
import type { JournalEntry } from '../../src/simulator/world/journal.js';
import { startPlatform, type Api, type Platform } from './platform.js';

const flows = '/api/v2/architect/flows';
const queues = '/api/v2/routing/queues';
const eastFlow = `${flows}/east-flow`;

interface Page {
  entities: { id: string; name: string }[];
  total: number;
  pageCount: number;
  nextUri?: string;
}

describe('simulator: resources', () => {
  let platform: Platform;
  let api: Api;
  beforeEach(async () => {
    platform = await startPlatform();
    api = await platform.api('east');
  });
  afterEach(() => platform.close());

  const etagOf = async (path: string): Promise<string> =>
    (await api(path)).headers.get('etag') ?? '';
  const patch = async (path: string, body: object, etag?: string) =>
    api<JsonObject & { code: string }>(path, {
      method: 'PATCH',
      body,
      headers: { 'If-Match': etag ?? (await etagOf(path)) },
    });
  const writes = async (since = 0): Promise<JournalEntry[]> =>
    (await platform.ask<{ writes: JournalEntry[] }>(`/_sim/journal?since=${since}`)).body.writes;

  it('refuses a write without a condition, and one with an outdated condition', async () => {
    const bare = await api(eastFlow, { method: 'PATCH', body: { name: 'A' } });
    assert.equal(bare.status, 428);
    const etag = await etagOf(eastFlow);
    assert.equal((await patch(eastFlow, { name: 'A' }, etag)).status, 200);
    assert.equal((await patch(eastFlow, { name: 'B' }, etag)).status, 412);
    assert.equal((await api<JsonObject>(eastFlow)).body['name'], 'A');
  });

  it('merges a patch: null removes, arrays are replaced, the rest stays', async () => {
    const change = { settings: { languagePackId: null, music: true }, blocks: [] };
    const { body, headers } = await patch(eastFlow, change);
    assert.deepEqual(body['settings'], { callTimeoutSeconds: 300, music: true });
    assert.deepEqual(body['blocks'], []);
    assert.equal(body['name'], 'Welcome');
    assert.equal(headers.get('etag'), await etagOf(eastFlow));
  });

  it('keeps the etag when nothing changes, but journals the write', async () => {
    const etag = await etagOf(eastFlow);
    const { headers } = await patch(eastFlow, { name: 'Welcome' });
    assert.equal(headers.get('etag'), etag);
    const [entry] = await writes();
    assert.deepEqual(
      [entry?.changed, entry?.ifMatch, entry?.clientId],
      [false, etag, 'east-client'],
    );
  });

  it('refuses to change an id or to take the name away', async () => {
    assert.equal((await patch(eastFlow, { id: 'other' })).status, 400);
    assert.equal((await patch(eastFlow, { name: null })).status, 400);
    assert.equal((await patch(eastFlow, { id: 'east-flow', name: 'Same id' })).status, 200);
  });

  it('creates with an id of its own and refuses a second of the same name', async () => {
    const created = await api<{ id: string }>(queues, { method: 'POST', body: { name: 'Sales' } });
    assert.equal(created.status, 201);
    const location = created.headers.get('location') ?? '';
    assert.equal(location, `${queues}/${created.body.id}`);
    assert.equal(await etagOf(location), created.headers.get('etag'));
    const second = await api(queues, { method: 'POST', body: { name: 'Sales' } });
    assert.deepEqual([second.status, second.body.code], [409, 'general.conflict']);
    assert.equal((await patch(location, { name: 'Support' })).status, 409);
    const west = await platform.api('west');
    const elsewhere = await west<{ id: string }>(queues, {
      method: 'POST',
      body: { name: 'Sales' },
    });
    assert.equal(elsewhere.status, 201);
    assert.notEqual(elsewhere.body.id, created.body.id);
  });

  it('refuses a nameless resource and a body that is no object', async () => {
    assert.equal((await api(queues, { method: 'POST', body: {} })).status, 400);
    assert.equal((await api(queues, { method: 'POST', body: [1] })).status, 400);
  });

  it('deletes what nothing references', async () => {
    const unstaffed = `${queues}/east-unstaffed`;
    const bare = await api(unstaffed, { method: 'DELETE' });
    assert.equal(bare.status, 428);
    const headers = { 'If-Match': await etagOf(unstaffed) };
    assert.equal((await api(unstaffed, { method: 'DELETE', headers })).status, 204);
    assert.equal((await api(unstaffed)).status, 404);
    const [entry] = await writes();
    assert.deepEqual(
      [entry?.method, entry?.resourceId, entry?.after],
      ['DELETE', 'east-unstaffed', null],
    );
  });

  it('refuses to delete what another org references', async () => {
    const hub = await platform.api('hub');
    const { headers } = await hub(`${queues}/hub-queue`);
    const condition = { 'If-Match': headers.get('etag') ?? '' };
    const refused = await hub(`${queues}/hub-queue`, { method: 'DELETE', headers: condition });
    assert.equal(refused.status, 409);
    assert.match(refused.body.message, /east-strategy/);
  });

  it('pages through a list', async () => {
    for (let index = 0; index < 5; index += 1) {
      await api('/api/v2/directories', { method: 'POST', body: { name: `D${index}` } });
    }
    const { body: first } = await api<Page>('/api/v2/directories?pageSize=2');
    assert.deepEqual([first.total, first.pageCount, first.entities.length], [5, 3, 2]);
    const { body: second } = await api<Page>(first.nextUri ?? '');
    assert.deepEqual(
      second.entities.map((one) => one.name),
      ['D2', 'D3'],
    );
    const { body: last } = await api<Page>(second.nextUri ?? '');
    assert.deepEqual([last.entities.length, last.nextUri], [1, undefined]);
    assert.equal((await api('/api/v2/directories?pageSize=101')).status, 400);
  });

  it('finds a resource by its name', async () => {
    const { body } = await api<Page>(`${queues}?name=Support`);
    assert.deepEqual(
      body.entities.map((one) => one.id),
      ['east-queue'],
    );
    const { body: none } = await api<Page>(`${queues}?name=Nothing`);
    assert.deepEqual([none.total, none.entities], [0, []]);
  });

  it('answers in the error envelope', async () => {
    const { status, body } = await api<Record<string, unknown>>(`${flows}/none`);
    assert.equal(status, 404);
    assert.deepEqual(Object.keys(body), [
      'message',
      'code',
      'status',
      'contextId',
      'details',
      'errors',
    ]);
    assert.equal((await api(`${flows}/east-flow`, { method: 'PUT', body: {} })).status, 405);
  });

  it('lets a person edit by hand, which changes the etag', async () => {
    const etag = await etagOf(eastFlow);
    const edit = { orgId: 'east', kind: 'flow', name: 'Welcome', patch: { note: 'x' }, by: 'lee' };
    assert.equal((await platform.ask('/_sim/edits', { method: 'POST', body: edit })).status, 200);
    assert.notEqual(await etagOf(eastFlow), etag);
    const [entry] = await writes();
    assert.deepEqual([entry?.clientId, entry?.resourceId], ['manual:lee', 'east-flow']);
    assert.deepEqual([entry?.before?.['note'], entry?.after?.['note']], [undefined, 'x']);
    assert.deepEqual(await writes(entry?.seq), []);
  });
});
