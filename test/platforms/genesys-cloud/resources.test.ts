import assert from 'node:assert/strict';
import platformClient from 'purecloud-platform-client-v2';
import type { LiveResource } from '../../../src/domain/resource.js';
import type { JsonObject } from '../../../src/domain/json.js';
import type { OrgClient } from '../../../src/platforms/port.js';
import { factsOf, wireErrorOf } from '../../http/api-under-test.js';
import { logIn } from '../../simulator/genesys-cloud/official-login.js';
import { kindOf } from '../guide/simulated.js';
import { found, simulateGenesys, type SimulatedGenesys } from './simulated.js';

describe('Genesys Cloud client: resources', () => {
  let sim: SimulatedGenesys;
  let client: OrgClient;
  beforeEach(async () => {
    sim = await simulateGenesys({ frozen: true });
    client = sim.connect();
  });
  afterEach(() => sim.close());

  it('replaces a queue whole, and keeps what no template names', async () => {
    const live = await found(client, 'queue', 'Support');
    const acwSettings = { wrapupPrompt: 'OPTIONAL', timeoutMs: 1000 };
    const edited = await client.update(live, { ...live.body, acwSettings });
    const target: JsonObject = { ...edited.body, description: 'from a release' };
    const updated = await client.update(edited, target);
    assert.deepEqual(updated.body, target);
    assert.deepEqual(await client.read('queue', live.id), updated);
    assert.equal(updated.body['autoAnswerOnly'], true);
    assert.deepEqual(updated.body['acwSettings'], acwSettings);
  });

  it('has no version of a queue: an edit since it was read is seen right before the write', async () => {
    const live = await found(client, 'queue', 'Support');
    assert.equal(live.version, null);
    assert.equal(client.declares('queue')?.concurrency, 'none');
    const patch = { skillEvaluationMethod: 'NONE' };
    await sim.control('edits', { orgId: 'north', kind: 'queue', name: 'Support', patch, by: 'mo' });
    const target = { ...live.body, description: 'mine' };
    assert.equal(await kindOf(client.update(live, target)), 'preconditionFailed');
    assert.equal(await kindOf(client.remove(live)), 'preconditionFailed');
    const now = await found(client, 'queue', 'Support');
    assert.deepEqual(now.body, { ...live.body, ...patch });
  });

  it('sends the version that it read, and takes 409 and 400 alike for one that is old', async () => {
    for (const [kind, name] of [
      ['ivr', 'Main line'],
      ['trunk', 'Carrier trunk'],
    ] as const) {
      const live = await found(client, kind, name);
      assert.equal(client.declares(kind)?.concurrency, 'version');
      const mine = await client.update(live, { ...live.body, description: 'mine' });
      assert.deepEqual([live.version, mine.version], ['1', '2']);
      const late = client.update(live, { ...live.body, description: 'late' });
      assert.equal(await kindOf(late), 'preconditionFailed', kind);
      assert.equal(await kindOf(client.remove(live)), 'preconditionFailed', kind);
      assert.deepEqual(await client.read(kind, live.id), mine);
    }
  });

  it('takes any refusal for one of the version where that is old by now', async () => {
    const live = await found(client, 'trunk', 'Carrier trunk');
    await client.update(live, { ...live.body, description: 'theirs' });
    const aim = { method: 'PUT', kind: 'trunk' };
    const body = { message: 'Version mismatch.', code: 'bad.request', status: 400 };
    await sim.fault({ type: 'status', status: 400, body }, aim);
    const late = client.update(live, { ...live.body, description: 'mine' });
    assert.equal(await kindOf(late), 'preconditionFailed');
    const now = await found(client, 'trunk', 'Carrier trunk');
    await sim.fault({ type: 'status', status: 400, body }, aim);
    const wrong = client.update(now, { ...now.body, description: 'mine' });
    assert.equal(await kindOf(wrong), 'rejected');
  });

  it('takes a conflict that nothing it reads explains for one of the version: reads may lag', async () => {
    const live = await found(client, 'ivr', 'Main line');
    await sim.fault({ type: 'conflict' }, { method: 'PUT', kind: 'ivr' });
    const refused = client.update(live, { ...live.body, description: 'mine' });
    assert.equal(await kindOf(refused), 'preconditionFailed');
  });

  it('tells a conflict that is none of the version', async () => {
    const live = await found(client, 'ivr', 'Main line');
    const other = await client.create('ivr', { name: 'Other line' });
    assert.equal(await kindOf(client.create('ivr', { name: 'Other line' })), 'conflict');
    const renamed = client.update(other, { ...other.body, name: 'Main line' });
    assert.equal(await kindOf(renamed), 'conflict');
    assert.equal((await client.read('ivr', live.id))?.version, '1');
  });

  it('writes neither without a version nor past its deadline', async () => {
    const live = { ...(await found(client, 'ivr', 'Main line')), version: null };
    assert.equal(await kindOf(client.update(live, { name: 'x' })), 'rejected');
    assert.equal(await kindOf(client.remove(live)), 'rejected');
    const queue = await found(client, 'queue', 'Support');
    const deadlineMs = Date.now() + 500;
    const late = client.update(queue, { ...queue.body, description: 'x' }, { deadlineMs });
    assert.equal(await kindOf(late), 'deadline');
    assert.deepEqual(await sim.journal(), []);
  });

  it('refers to flows by their ids alone, and switches an IVR off by its state', async () => {
    const live = await found(client, 'ivr', 'Main line');
    assert.deepEqual(live.body['openHoursFlow'], { id: 'north-welcome' });
    const target = { ...live.body, openHoursFlow: { id: 'north-closed' } };
    const switched = await client.update(live, target);
    assert.equal(switched.enabled, true);
    const off = await client.update(switched, { ...target, ...client.declares('ivr')?.off });
    assert.equal(off.enabled, false);
    const entry = (await sim.journal()).filter(({ name }) => name === 'Main line');
    assert.equal(entry.length, 2);
  });

  it('says which IVR has a number that another is to have', async () => {
    const refused = async (write: Promise<unknown>): Promise<void> => {
      const error = await wireErrorOf(write);
      assert.equal(error.facts.kind, 'rejected');
      assert.match(error.message, /dnis "\+15550100" is that of the ivr "Main line"/);
    };
    const night = { name: 'Night line', dnis: ['+15550199', '+15550100'] };
    await refused(client.create('ivr', night));
    const made = await client.create('ivr', { ...night, dnis: [] });
    await refused(client.update(made, { ...made.body, dnis: night.dnis }));
    assert.deepEqual(await client.read('ivr', made.id), made);
  });

  it('creates and deletes skills, but has no way to change one', async () => {
    const skill = await client.create('skill', { name: 'german' });
    const other = client.update(skill, { ...skill.body, name: 'deutsch' });
    assert.equal(await kindOf(other), 'rejected');
    await client.remove(skill);
    assert.equal(await client.read('skill', skill.id), null);
  });

  it('deletes nothing that a flow uses, nor while nobody knows', async () => {
    const table = await found(client, 'data_table', 'Routing weights');
    assert.equal(await kindOf(client.remove(table)), 'conflict');
    const queue = await found(client, 'queue', 'Unstaffed');
    const api = await sim.api('north-client');
    const namesOf = async (live: LiveResource): Promise<readonly string[] | null> =>
      (await client.usersOf?.(live))?.map(({ name }) => name) ?? null;
    assert.deepEqual(await namesOf(table), ['inboundcallflow Welcome', 'inboundcallflow Held']);
    assert.deepEqual(await namesOf(queue), []);
    assert.equal(await namesOf(await found(client, 'trunk', 'Carrier trunk')), null);
    await api('/architect/dependencytracking/build', { method: 'POST' });
    assert.equal(await namesOf(queue), null);
    assert.equal(await kindOf(client.remove(queue)), 'conflict');
    await sim.control('clock', { advanceMs: 10_000 });
    await client.remove(queue);
    assert.equal(await client.read('queue', queue.id), null);
  });

  it('does not repeat a write whose answer was lost', async () => {
    const live = await found(client, 'queue', 'Support');
    const target = { ...live.body, description: 'lost' };
    await sim.fault({ type: 'dropResponse', status: 504 }, { method: 'PUT' });
    assert.equal(await kindOf(client.update(live, target)), 'unavailable');
    assert.deepEqual((await found(client, 'queue', 'Support')).body, target);
    assert.equal((await sim.journal()).length, 1);
  });

  it('lists whole bodies with versions over all pages, and finds by exact name', async () => {
    const names = Array.from({ length: 120 }, (_, index) => `Line ${1000 + index}`);
    for (const name of names) await client.create('ivr', { name });
    const listed = await client.list('ivr');
    assert.deepEqual(
      listed.map(({ name }) => name),
      [...names, 'Main line'],
    );
    assert.deepEqual(listed.at(-1), await client.read('ivr', 'north-ivr'));
    assert.equal((await found(client, 'ivr', 'Line 1119')).name, 'Line 1119');
    assert.equal(await client.findByName('ivr', 'line 1119'), null);
    assert.equal(await client.findByName('ivr', 'Line*'), null);
    assert.equal((await factsOf(client.read('queue', '..'))).kind, 'rejected');
  });

  it('gives a person’s curl the whole body with its version, where the platform looks at one', async () => {
    const ivr = await found(client, 'ivr', 'Main line');
    const request = client.byHand?.(ivr, { ...ivr.body, description: 'back' }) ?? null;
    const api = await sim.api('north-client');
    assert.equal(request?.method, 'PUT');
    const path = new URL(request?.url ?? '').pathname.replace('/api/v2', '');
    const sent = async (): Promise<number> =>
      (await api(path, { method: 'PUT', body: request?.json })).status;
    assert.deepEqual([await sent(), await sent()], [200, 409]);
    const queue = await found(client, 'queue', 'Support');
    assert.equal(client.byHand?.(queue, { name: 'Support' }), null);
    assert.equal(client.byHand?.(ivr, null), null);
  });

  it('is read back by the vendor’s own client', async () => {
    const live = await found(client, 'ivr', 'Main line');
    await client.update(live, { ...live.body, dnis: ['+15550101'] });
    const made = await client.create('queue', { name: 'Night', description: 'made' });
    const { baseUrl: apiUrl, loginUrl = '' } = sim.binding('north');
    await logIn({ loginUrl, apiUrl });
    const ivr = await new platformClient.ArchitectApi().getArchitectIvr(live.id);
    assert.deepEqual([ivr.dnis, ivr.version], [['+15550101'], 2]);
    const queue = await new platformClient.RoutingApi().getRoutingQueue(made.id);
    assert.deepEqual([queue.name, queue.description], ['Night', 'made']);
  });
});
