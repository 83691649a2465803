import assert from 'node:assert/strict';
import type { JsonObject } from '../../../src/simulator/json.js';
import { startCxone, switchScript, type Ask, type Cxone } from './cxone.js';
import { ids, sampleTenants } from './sample-tenant.js';

interface Frame {
  totalRecords: number;
  _links: { self: string; next?: string; previous?: string };
}

interface Journal {
  writes: {
    method: string;
    kind: string;
    resourceId: string;
    clientId: string;
    after: JsonObject;
  }[];
}

describe('simulator: NICE CXone: skills, hours and points of contact', () => {
  let cxone: Cxone;
  let api: Ask;
  beforeEach(async () => {
    cxone = await startCxone();
    api = await cxone.api('acme');
  });
  afterEach(() => cxone.close());

  const skill = `/skills/${ids.support}`;
  const put = (path: string, body: object) => api(path, { method: 'PUT', body });
  const journal = async () => (await cxone.control<Journal>('/_sim/journal')).body.writes;

  it('pages by skip and top', async () => {
    type Skills = Frame & { skills: { skillId: number }[] };
    const first = await api<Skills>('/skills?top=2');
    assert.deepEqual(
      [first.body.totalRecords, first.body.skills.map(({ skillId }) => skillId)],
      [3, [ids.support, ids.sales]],
    );
    assert.match(first.body._links.self, /skills\?top=2&skip=0/);
    assert.equal(first.body._links.previous, undefined);
    const next = new URL(first.body._links.next ?? '', cxone.apiUrl).searchParams;
    const second = await api<Skills>(`/skills?${next.toString()}`);
    assert.deepEqual(
      second.body.skills.map(({ skillId }) => skillId),
      [ids.unstaffed],
    );
    assert.equal(second.body._links.next, undefined);
    assert.match(second.body._links.previous ?? '', /skip=0/);
    assert.equal((await api('/skills?top=x')).status, 400);
    const found = await api<Skills>('/skills?searchString=sal');
    assert.equal(found.body.totalRecords, 1);
  });

  it('updates a skill by what the body says, whoever wrote before', async () => {
    const before = await api<JsonObject>(skill);
    assert.deepEqual(
      [before.body['skillName'], before.body['isActive'], before.body['notes']],
      ['Support', true, 'first line'],
    );
    assert.equal((await put(skill, { skill: { skillName: 'Help', isActive: false } })).status, 204);
    const { body } = await api<JsonObject>(skill);
    assert.deepEqual(
      [body['skillId'], body['skillName'], body['isActive'], body['notes']],
      [ids.support, 'Help', false, 'first line'],
    );
    const [write] = await journal();
    assert.deepEqual(
      [write?.method, write?.kind, write?.resourceId, write?.clientId, write?.after['enabled']],
      ['PATCH', 'queue', String(ids.support), 'acme-key', false],
    );
  });

  it('knows no concurrency token: no header gives one, and one that is sent changes nothing', async () => {
    for (const path of [
      skill,
      `/points-of-contact/${ids.entry}`,
      `/hours-of-operation/${ids.hours}`,
    ]) {
      const { headers } = await api(path);
      assert.equal(headers.get('etag'), null);
      assert.equal(headers.get('last-modified'), null);
    }
    const asked = {
      method: 'PUT',
      body: { skill: { notes: 'later' } },
      headers: { 'If-Match': '"stale"' },
    };
    assert.equal((await api(skill, asked)).status, 204);
  });

  it('answers 409 to a name that another skill has', async () => {
    const { status, body } = await put(skill, { skill: { skillName: 'Sales' } });
    assert.deepEqual([status, body.error], [409, 'conflict']);
    assert.equal((await put(skill, { name: 'x' })).status, 400);
  });

  it('creates skills in a batch that is 200 also where one is refused', async () => {
    interface Batch {
      errorCount: number;
      skillsResults: { success: boolean; skillId?: number; error?: string }[];
    }
    const body = { skills: [{ skillName: 'Retention' }, { skillName: 'Sales' }, {}] };
    const created = await api<Batch>('/skills', { method: 'POST', body });
    assert.deepEqual([created.status, created.body.errorCount], [200, 2]);
    const [retention, sales] = created.body.skillsResults;
    assert.match(sales?.error ?? '', /already exists/);
    assert.ok(Number.isInteger(retention?.skillId));
    const { body: read } = await api<JsonObject>(`/skills/${retention?.skillId}`);
    assert.deepEqual([read['skillName'], read['isActive']], ['Retention', true]);
  });

  it('replaces opening hours whole', async () => {
    const path = `/hours-of-operation/${ids.hours}`;
    const hours = {
      hoursOfOperationProfileName: 'Weekdays',
      days: [{ day: 'Monday', openTime: '08:00', closeTime: '18:00' }],
      holidays: [{ holidayName: 'May Day', date: '2026-05-01', isClosedAllDay: true }],
    };
    assert.equal((await put(path, hours)).status, 204);
    const { body } = await api<JsonObject>(path);
    // Holidays are told under another name than they are written.
    const [{ holidayName, ...mayDay } = {}] = hours.holidays;
    assert.deepEqual(
      [body['days'], body['holidays']],
      [hours.days, [{ name: holidayName, ...mayDay }]],
    );
    assert.deepEqual(
      [body['hoursOfOperationProfileId'], body['description']],
      [ids.hours, undefined],
    );
    assert.equal((await put(path, { days: [] })).status, 400);
    const list = await api<Frame & { hoursOfOperation: JsonObject[] }>('/hours-of-operation');
    assert.deepEqual(list.body.hoursOfOperation, [
      {
        hoursOfOperationProfileId: ids.hours,
        hoursOfOperationProfileName: 'Weekdays',
        isDeleted: false,
      },
    ]);
    const [write] = await journal();
    assert.equal(write?.resourceId, String(ids.hours));
  });

  it('makes and deletes opening hours', async () => {
    const asked = { method: 'POST', body: { profileName: 'Weekend', notes: 'short' } };
    const made = await api<{ profileId: string }>('/hours-of-operation', asked);
    const path = `/hours-of-operation/${made.body.profileId}`;
    const { body } = await api<JsonObject>(path);
    assert.deepEqual(
      [body['hoursOfOperationProfileName'], body['notes'], body['days']],
      ['Weekend', 'short', []],
    );
    assert.equal((await api(path, { method: 'DELETE' })).status, 204);
    assert.equal((await api(path)).status, 404);
    assert.equal((await api('/hours-of-operation', { method: 'POST', body: {} })).status, 400);
  });

  it('tells of the tenant’s business unit', async () => {
    const { body } = await api<{ businessUnits: { [name: string]: string | boolean }[] }>(
      '/business-unit',
    );
    const [unit] = body.businessUnits;
    assert.deepEqual([unit?.['businessUnitName'], unit?.['isActive']], ['Brand acme', true]);
    assert.match(String(unit?.['tenantId']), /^[0-9a-f-]{36}$/);
  });

  it('reads points of contact under other names than it writes', async () => {
    type Contacts = Frame & { pointsOfContact: JsonObject[] };
    const path = `/points-of-contact/${ids.entry}`;
    const body = { scriptName: 'Voice\\Welcome', skillId: ids.sales, isActive: false };
    assert.equal((await put(path, body)).status, 204);
    const { body: read } = await api<Contacts>(path);
    const [contact] = read.pointsOfContact;
    assert.deepEqual(
      [contact?.['contactCode'], contact?.['defaultSkillId'], contact?.['isActive']],
      [ids.entry, ids.sales, false],
    );
    assert.deepEqual(
      [contact?.['scriptName'], contact?.['contactDescription']],
      ['Voice\\Welcome', 'Main line'],
    );
    const all = await api<Contacts>('/points-of-contact');
    assert.equal(all.body.totalRecords, 1);
    assert.equal((await put(path, { ...body, scriptName: 'gone' })).status, 400);
    assert.equal((await put(path, { ...body, skillId: 1 })).status, 400);
  });

  it('shows the projection, and follows what a person edits by hand', async () => {
    const edit = {
      orgId: 'acme',
      kind: 'queue',
      resourceId: String(ids.sales),
      patch: { name: 'Orders', native: { notes: 'by hand' } },
      by: 'lee',
    };
    assert.equal((await cxone.control('/_sim/edits', { method: 'POST', body: edit })).status, 200);
    const { body } = await api<JsonObject>(`/skills/${ids.sales}`);
    assert.deepEqual([body['skillName'], body['notes']], ['Orders', 'by hand']);
    await switchScript(api, 'Voice\\Welcome');
    interface Org {
      resources: { flow: { id: string; body: { blocks?: JsonObject[] } }[] };
    }
    const { body: org } = await cxone.control<Org>('/_sim/orgs/acme');
    const entry = org.resources.flow.find(({ id }) => id === String(ids.entry));
    assert.deepEqual(
      entry?.body.blocks?.map((block) => block['type']),
      ['SetVariable', 'PlayPrompt', 'Menu', 'SetVariable', 'TransferToQueue', 'Disconnect'],
    );
  });

  it('refuses a world whose native resources are none of CXone', async () => {
    const world = sampleTenants();
    const [acme] = world.orgs;
    assert.ok(acme?.native);
    acme.native['skill'] = [{ id: 'letters', skillName: 'Support' }];
    const refused = await cxone.control<{ message: string }>('/_sim/world', {
      method: 'POST',
      body: world,
    });
    assert.equal(refused.status, 400);
    assert.match(refused.body.message, /acme: native\.skill\.0\.id/);
    acme.native['skill'] = [{ id: String(ids.entry), skillName: 'Support' }];
    const twice = await cxone.control<{ message: string }>('/_sim/world', {
      method: 'POST',
      body: world,
    });
    assert.match(twice.body.message, /used twice/);
  });
});
