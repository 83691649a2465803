import assert from 'node:assert/strict';
import type { JsonObject } from '../../../src/domain/json.js';
import { hoursOfOperation } from '../../../src/platforms/nice-cxone/hours.js';
import { pointsOfContact } from '../../../src/platforms/nice-cxone/points-of-contact.js';
import { skills } from '../../../src/platforms/nice-cxone/skills.js';
import type { OrgClient } from '../../../src/platforms/port.js';
import type { WorldFile } from '../../../src/simulator/world-file.js';
import { wireErrorOf } from '../../http/api-under-test.js';
import { kindOf } from '../guide/simulated.js';
import { recordBefore, type Recorded } from '../recorder.js';
import { found, simulateCxone, tenants, type SimulatedCxone } from './simulated.js';

describe('NICE CXone client: resources', () => {
  let sim: SimulatedCxone;
  let client: OrgClient;
  beforeEach(async () => {
    sim = await simulateCxone();
    client = sim.connect();
  });
  afterEach(() => sim.close());

  it('sends of a skill what changes, and nothing that it only reads', async () => {
    const seen: Recorded[] = [];
    const { baseUrl } = sim.binding('acme');
    const apiUrl = await apiUrlOf(sim);
    const api = await recordBefore(apiUrl, seen);
    const answered = (_: Recorded, text: string): string => text.replace(apiUrl, api.url);
    const login = await recordBefore(baseUrl, [], { answered });
    try {
      const recorded = sim.connect('acme', { baseUrl: login.url });
      const live = await found(recorded, 'queue', 'Support');
      assert.equal(live.body['mediaTypeName'], undefined);
      const changed = await recorded.update(live, { ...live.body, notes: 'second line' });
      await recorded.update(changed, { ...changed.body, name: 'Help', isActive: false });
      const sent = seen
        .filter(({ method }) => method === 'PUT')
        .map(({ text }) => JSON.parse(text));
      assert.deepEqual(sent, [
        { skill: { notes: 'second line' } },
        { skill: { skillName: 'Help', isActive: false } },
      ]);
    } finally {
      for (const recorder of [api, login]) recorder.close();
    }
  });

  it('sees an edit right before the write, and keeps what it does not write in any case', async () => {
    const live = await found(client, 'queue', 'Support');
    assert.deepEqual([live.version, client.declares('queue')?.concurrency], [null, 'none']);
    await edit('Support', { native: { serviceLevelGoal: 90 } });
    const target = { ...live.body, notes: 'mine' };
    assert.equal(await kindOf(client.update(live, target)), 'preconditionFailed');
    const now = await found(client, 'queue', 'Support');
    assert.deepEqual(now.body, { ...live.body, serviceLevelGoal: 90 });
    const merged = await client.update(now, { ...now.body, notes: 'mine' });
    assert.equal((await client.read('queue', live.id))?.body['serviceLevelGoal'], 90);
    assert.deepEqual(await client.read('queue', live.id), merged);
  });

  it('takes back a member that was not there before', async () => {
    const live = await found(client, 'queue', 'Sales');
    assert.equal(live.body['notes'], undefined);
    const changed = await client.update(live, { ...live.body, notes: 'new' });
    await client.update(changed, live.body);
    assert.deepEqual((await client.read('queue', live.id))?.body, live.body);
  });

  it('makes skills, one name once, and never deletes one', async () => {
    const made = await client.create('queue', { name: 'Night', mediaTypeId: 4, notes: 'new' });
    assert.deepEqual([made.name, made.body['notes'], made.enabled], ['Night', 'new', true]);
    assert.equal(client.isAsCreated?.(made, { name: 'Night', mediaTypeId: 4 }), true);
    assert.equal(client.isAsCreated?.(made, { name: 'Night', notes: 'other' }), false);
    assert.equal(await kindOf(client.create('queue', { name: 'Night' })), 'conflict');
    const error = await wireErrorOf(client.create('queue', { name: 'x'.repeat(31) }));
    assert.equal(error.facts.kind, 'rejected');
    assert.match(error.message, /is refused: /);
    assert.equal(await kindOf(client.remove(made)), 'rejected');
    assert.ok((await client.read('queue', made.id)) !== null);
  });

  it('changes no medium of a skill and no number of a point of contact', async () => {
    const skill = await found(client, 'queue', 'Support');
    const email = await wireErrorOf(client.update(skill, { ...skill.body, mediaTypeId: 1 }));
    assert.deepEqual([email.facts.kind, /mediaTypeId/.test(email.message)], ['rejected', true]);
    const point = await found(client, 'point_of_contact', 'Main line');
    const moved = client.update(point, { ...point.body, contactAddress: '+18005550199' });
    assert.equal(await kindOf(moved), 'rejected');
    const words = client.update(point, { ...point.body, skillId: 'Support' });
    assert.equal(await kindOf(words), 'rejected');
    assert.deepEqual(await sim.journal(), []);
  });

  it('refuses at once what would be written and never show', async () => {
    const cases = [
      ['queue', 'Support', { campaignName: 'Spring' }, /cannot set campaignName/],
      ['queue', 'Support', { notes: null }, /cannot set notes to null/],
      ['hours_of_operation', 'Weekdays', { timeZone: 'Europe/Berlin' }, /cannot set timeZone/],
      ['point_of_contact', 'Main line', { ivrReportingEnabled: true }, /ivrReportingEnabled/],
    ] as const;
    for (const [kind, name, members, words] of cases) {
      const live = await found(client, kind, name);
      const error = await wireErrorOf(client.update(live, { ...live.body, ...members }));
      assert.equal(error.facts.kind, 'rejected');
      assert.match(error.message, words);
    }
    const made = client.create('queue', { name: 'Night', campaignName: 'Spring' });
    assert.equal(await kindOf(made), 'rejected');
    assert.deepEqual(await sim.journal(), []);
  });

  it('switches the script of a point of contact, which refers to its skill by an id as text', async () => {
    const live = await found(client, 'point_of_contact', 'Main line');
    assert.deepEqual(live.body, {
      name: 'Main line',
      contactAddress: '+18005550100',
      scriptName: 'Voice\\Welcome',
      skillId: '4101',
      isActive: true,
    });
    const { name: _name, ...sections } = (await found(client, 'flow', 'Voice\\Welcome')).body;
    await client.create('flow', { name: 'Voice\\New', ...sections });
    const target = { ...live.body, scriptName: 'Voice\\New', skillId: '4102' };
    const switched = await client.update(live, target);
    assert.deepEqual(await client.read('point_of_contact', live.id), switched);
    assert.deepEqual(switched.body, target);
    const nowhere = client.update(switched, { ...target, scriptName: 'Voice\\None' });
    assert.equal(await kindOf(nowhere), 'rejected');
    const off = await client.update(switched, { ...target, isActive: false });
    assert.equal(off.enabled, false);
  });

  it('makes and deletes opening hours, with holidays as they are written', async () => {
    const holidays = [{ holidayName: 'May Day', date: '2026-05-01', isClosedAllDay: true }];
    const body = { name: 'Weekend', days: [{ day: 'Sunday', isClosedAllDay: true }], holidays };
    const made = await client.create('hours_of_operation', body);
    assert.deepEqual(made.body, body);
    assert.equal(await kindOf(client.create('hours_of_operation', body)), 'conflict');
    const updated = await client.update(made, { ...body, description: 'quiet' });
    assert.deepEqual(await client.read('hours_of_operation', made.id), updated);
    await client.remove(updated);
    assert.equal(await client.read('hours_of_operation', made.id), null);
  });

  it('does not repeat a write whose answer was lost', async () => {
    const live = await found(client, 'queue', 'Support');
    await sim.fault({ type: 'dropResponse', status: 504 }, { method: 'PUT' });
    const target = { ...live.body, notes: 'lost' };
    assert.equal(await kindOf(client.update(live, target)), 'unavailable');
    assert.deepEqual((await found(client, 'queue', 'Support')).body, target);
    assert.equal((await sim.journal()).length, 1);
  });

  it('makes nothing twice whose answer was lost, also where lists lag behind', async () => {
    const body = { name: 'Night' };
    for (const [kind, fault] of [
      ['queue', 'skill'],
      ['hours_of_operation', 'hours_of_operation'],
    ] as const) {
      const aim = { orgId: 'acme', kind: fault };
      await sim.fault({ type: 'dropResponse' }, { ...aim, method: 'POST' });
      await sim.fault({ type: 'staleRead', seconds: 60 }, { ...aim, method: 'GET' });
      assert.equal(await kindOf(client.create(kind, body)), 'noAnswer');
      // As the list lags, nobody knows that there is none.
      assert.equal(await kindOf(client.findByName(kind, 'Night')), 'unavailable');
      assert.equal(await kindOf(client.create(kind, body)), 'unavailable', kind);
      // A worker that knows of no lost answer, where the platform knows the name.
      if (kind === 'queue')
        assert.equal(await kindOf(sim.connect('rival').create(kind, body)), 'conflict');
      await sim.control('clock', { advanceMs: 120_000 });
      const made = await found(client, kind, 'Night');
      assert.equal(client.isAsCreated?.(made, body), true);
    }
    const made = (await sim.journal()).filter(({ name }) => name === 'Night');
    assert.equal(made.length, 2);
  });

  it('takes nothing back by what lags behind a write whose answer was lost', async () => {
    const back = { priority: 'rollback' } as const;
    const cases = [
      ['point_of_contact', 'Main line', { isActive: false }],
      ['queue', 'Support', { notes: 'lost' }],
    ] as const;
    for (const [kind, name, members] of cases) {
      const live = await found(client, kind, name);
      const target = { ...live.body, ...members };
      await sim.fault({ type: 'dropResponse' }, { orgId: 'acme', method: 'PUT' });
      await sim.fault({ type: 'staleRead', seconds: 60 }, { orgId: 'acme', method: 'GET' });
      assert.equal(await kindOf(client.update(live, target)), 'noAnswer');
      // What the way back would take for "was never written".
      assert.deepEqual((await client.read(kind, live.id))?.body, live.body, kind);
      assert.equal(await kindOf(client.read(kind, live.id, back)), 'unavailable', kind);
      await sim.control('clock', { advanceMs: 120_000 });
      assert.deepEqual((await client.read(kind, live.id, back))?.body, target, kind);
    }
  });

  it('finds by the exact name over all pages', async () => {
    const names = Array.from({ length: 120 }, (_, index) => `Line ${1000 + index}`);
    const many = await simulateCxone({}, withHours(names));
    const other = many.connect();
    assert.equal((await found(other, 'hours_of_operation', 'Line 1119')).name, 'Line 1119');
    assert.equal(await other.findByName('hours_of_operation', 'line 1119'), null);
    let pages = 0;
    for await (const { resources } of other.pages('hours_of_operation')) {
      pages += 1;
      assert.deepEqual(resources, []);
    }
    assert.equal(pages, 2);
    await many.close();
  });

  async function edit(name: string, patch: JsonObject): Promise<void> {
    await sim.control('edits', { orgId: 'acme', kind: 'queue', name, patch, by: 'mo' });
  }
});

/** The sample world with more opening hours in its first tenant. */
function withHours(names: readonly string[]): WorldFile {
  const { orgs, ...rest } = tenants();
  const hours = names.map((name, at) => ({
    id: String(600 + at),
    hoursOfOperationProfileName: name,
  }));
  return {
    ...rest,
    orgs: orgs.map((org, at) =>
      at === 0 ? { ...org, native: { ...org.native, hours_of_operation: hours } } : org,
    ),
  };
}

async function apiUrlOf(sim: SimulatedCxone): Promise<string> {
  const { baseUrl, realOrgId } = sim.binding('acme');
  const url = `${baseUrl}/.well-known/cxone-configuration?tenantId=${realOrgId}`;
  return ((await (await fetch(url)).json()) as { api_endpoint: string }).api_endpoint;
}

describe('NICE CXone: what is told and written', () => {
  const live = skills('acme').live({
    skillId: 1,
    skillName: 'Support',
    isActive: true,
    screenPopDetail: 'https://crm.example.com',
    popThankYouURL: null,
    campaignName: 'Default',
    stateNameACW: 'ACW',
  });

  it('names members as the writing operation does', () => {
    assert.ok(live !== null);
    assert.deepEqual(live.body, {
      name: 'Support',
      isActive: true,
      screenPopDetail: 'https://crm.example.com',
    });
    const target = { ...live.body, screenPopDetail: 'x', popThankYouURL: 'y' };
    assert.deepEqual(skills('acme').change(live, target), {
      skill: { screenPopDetails: 'x', popThankYouUrl: 'y' },
    });
    const { creation } = skills('acme');
    assert.deepEqual(creation?.body({ name: 'New', screenPopDetail: 'x' }), {
      skills: [{ skillName: 'New', screenPopDetails: 'x' }],
    });
  });

  it('refers to opening hours by an id as text, and sends the number that it is', () => {
    const of = skills('acme');
    const told = of.live({ skillId: 1, skillName: 'Support', reskillHours: 501 });
    assert.ok(told !== null);
    assert.equal(told.body['reskillHours'], '501');
    const sent = { skill: { reskillHours: 502 } };
    assert.deepEqual(of.change(told, { ...told.body, reskillHours: '502' }), sent);
    const { reskillHours: _none, ...without } = told.body;
    assert.deepEqual(of.change(told, without), { skill: { reskillHours: null } });
    const body = { name: 'New', reskillHours: '501' };
    const made = { skills: [{ skillName: 'New', reskillHours: 501 }] };
    assert.deepEqual(of.creation?.body(body), made);
    const problem = { problem: 'takes reskillHours as a number in a text' };
    for (const reskillHours of [501, 'Weekdays', true]) {
      assert.deepEqual(of.change(told, { ...told.body, reskillHours }), problem);
      assert.deepEqual(of.creation?.body({ name: 'New', reskillHours }), problem);
    }
  });

  it('takes a skill alone or in its list, and a refusal in an answer of success', () => {
    const wrapped = skills('acme').live({ skills: [{ skillId: 1, skillName: 'Support' }] });
    assert.deepEqual([wrapped?.id, wrapped?.name], ['1', 'Support']);
    const made = skills('acme').creation?.made;
    assert.equal(made?.({ skillsResults: [{ success: true, skillId: 7 }] }), '7');
    assert.deepEqual(made?.({ skillsResults: [{ success: false, error: 'no\n campaign' }] }), {
      problem: 'is refused: no campaign',
    });
    assert.deepEqual(made?.({}), { problem: 'is refused' });
  });

  it('leaves out deleted opening hours, and deletes none that anything uses', () => {
    const { live: of, isUsed } = hoursOfOperation('acme');
    const profile = { hoursOfOperationProfileId: 5, hoursOfOperationProfileName: 'Weekdays' };
    assert.equal(of({ ...profile, isDeleted: true }), null);
    assert.deepEqual(of(profile)?.body, { name: 'Weekdays', days: [], holidays: [] });
    assert.equal(isUsed?.({ ...profile, skills: [], scripts: null }), false);
    assert.equal(isUsed?.({ ...profile, skills: [{ skillId: 1 }] }), true);
    assert.equal(isUsed?.({ ...profile, scripts: 'unknown' }), true);
  });

  it('tells of one point of contact in the list that all come in', () => {
    const { live: of } = pointsOfContact('acme');
    assert.equal(of({ pointsOfContact: [] }), null);
    const [point] = [{ contactCode: 8, contactDescription: 'Line', defaultSkillId: 1 }];
    assert.deepEqual(of({ pointsOfContact: [point] })?.body, {
      name: 'Line',
      contactAddress: '',
      scriptName: '',
      skillId: '1',
      isActive: true,
    });
  });
});
