import assert from 'node:assert/strict';
import type { JsonObject } from '../../../src/domain/json.js';
import {
  contentOf,
  contentSchema,
  holderOf,
  liveScript,
} from '../../../src/platforms/nice-cxone/script-content.js';
import type { OrgClient } from '../../../src/platforms/port.js';
import { wireErrorOf } from '../../http/api-under-test.js';
import { sendJson, withServer, type Seen } from '../../http/tiny-server.js';
import { kindOf } from '../guide/simulated.js';
import { found, simulateCxone, type SimulatedCxone } from './simulated.js';

const WELCOME = 'Voice\\Welcome';

describe('NICE CXone client: scripts', () => {
  let sim: SimulatedCxone;
  let client: OrgClient;
  beforeEach(async () => {
    sim = await simulateCxone();
    client = sim.connect();
  });
  afterEach(() => sim.close());

  const greeting = (body: JsonObject, phrase: string): JsonObject => ({
    ...body,
    properties: { ...(body['properties'] as JsonObject), 2: { phrase, durationSeconds: 15 } },
  });

  it('go by their path, and a save is undone by saving what was there before', async () => {
    const live = await found(client, 'flow', WELCOME);
    assert.deepEqual([live.id, live.name, live.version], [WELCOME, WELCOME, null]);
    const target = greeting(live.body, 'Good day');
    const saved = await client.update(live, target);
    assert.deepEqual(await client.read('flow', WELCOME), saved);
    const back = await client.update(saved, live.body, { priority: 'rollback' });
    assert.deepEqual(back.body, live.body);
    assert.deepEqual((await client.read('flow', WELCOME))?.body, live.body);
  });

  it('that cannot be opened fail a list unless somebody hears of them', async () => {
    // Of each list the first request is the search.
    const fail = () =>
      sim.fault({ type: 'status', status: 500 }, { method: 'GET', kind: 'script', nth: 2 });
    await fail();
    assert.equal(await kindOf(client.list('flow')), 'unavailable');
    await fail();
    const unread: string[] = [];
    const scripts = await client.list('flow', { onUnreadable: (name) => unread.push(name) });
    assert.deepEqual([scripts, unread], [[], [WELCOME]]);
    assert.equal((await client.list('flow')).length, 1);
  });

  it('are not saved over what somebody else saved since', async () => {
    const live = await found(client, 'flow', WELCOME);
    const rival = sim.connect('rival');
    const theirs = await rival.update(live, greeting(live.body, 'theirs'));
    const mine = client.update(live, greeting(live.body, 'mine'));
    assert.equal(await kindOf(mine), 'preconditionFailed');
    assert.equal(await kindOf(client.remove(live)), 'preconditionFailed');
    assert.deepEqual((await client.read('flow', WELCOME))?.body, theirs.body);
  });

  it('are made where there is none of the path, and keep it', async () => {
    const { body } = await found(client, 'flow', WELCOME);
    assert.equal(await kindOf(client.create('flow', body)), 'conflict');
    const made = await client.create('flow', { ...body, name: 'Voice\\New' });
    assert.equal(made.id, 'Voice\\New');
    const renamed = client.update(made, { ...made.body, name: 'Voice\\Newer' });
    assert.equal(await kindOf(renamed), 'rejected');
    await client.remove(made);
    assert.equal(await client.read('flow', made.id), null);
  });

  it('are not deleted while a point of contact runs them', async () => {
    const live = await found(client, 'flow', WELCOME);
    assert.equal(await kindOf(client.remove(live)), 'conflict');
    assert.ok((await client.read('flow', WELCOME)) !== null);
  });

  it('that the syntax check refuses stay as they were, with its reasons', async () => {
    const live = await found(client, 'flow', WELCOME);
    const broken = { ...live.body, actions: { 1: { name: '' } } };
    const error = await wireErrorOf(client.update(live, broken));
    assert.equal(error.facts.kind, 'rejected');
    assert.match(error.message, /is refused: SYNTAX_CHECK/);
    assert.deepEqual(await client.read('flow', WELCOME), live);
    assert.deepEqual(await sim.journal(), []);
    assert.equal(await kindOf(client.create('flow', { name: 'Voice\\Empty' })), 'rejected');
  });

  it('keep sections that nobody told of, through a change and back', async () => {
    const { name: _name, ...sections } = (await found(client, 'flow', WELCOME)).body;
    const notes = { 7: { text: 'ask Mo before you move this' } };
    const made = await client.create('flow', { name: 'Voice\\Noted', ...sections, notes });
    assert.deepEqual(made.body['notes'], notes);
    const saved = await client.update(made, greeting(made.body, 'Good day'));
    assert.deepEqual((await client.read('flow', made.id))?.body, saved.body);
    await client.update(saved, made.body);
    assert.deepEqual((await client.read('flow', made.id))?.body['notes'], notes);
  });

  it('are refused with a header that only Studio writes, which would never show', async () => {
    const live = await found(client, 'flow', WELCOME);
    const header = { mediaType: 4, masterId: 7001 };
    for (const work of [
      client.update(live, { ...live.body, header }),
      client.create('flow', { ...live.body, name: 'Voice\\New', header }),
    ])
      assert.match((await wireErrorOf(work)).message, /cannot set header\.masterId/);
    assert.deepEqual(await sim.journal(), []);
  });

  it('are listed by their paths, each with what it does', async () => {
    const { name: _name, ...sections } = (await found(client, 'flow', WELCOME)).body;
    await client.create('flow', { name: 'Voice\\Other', ...sections });
    const listed = await client.list('flow');
    assert.deepEqual(
      listed.map(({ name }) => name),
      ['Voice\\Other', WELCOME],
    );
    assert.deepEqual(listed[1], await client.read('flow', WELCOME));
  });
});

/** Runs `work` with a client of a platform that has one script, and answers saves as told. */
async function withScript(
  header: object,
  save: { readonly status: number; readonly answer: object },
  work: (client: OrgClient, seen: readonly Seen[]) => Promise<void>,
): Promise<void> {
  const sim = await simulateCxone();
  let url = '';
  try {
    await withServer(
      ({ method, path }, response) => {
        if (path.startsWith('/.well-known')) return sendJson(response, 200, { api_endpoint: url });
        if (method !== 'GET') return sendJson(response, save.status, save.answer);
        sendJson(response, 200, { header, actions: { 1: { name: 'BEGIN' } } });
      },
      async (server) => {
        url = server.url;
        const loginUrl = sim.binding('acme').baseUrl;
        await work(sim.connect('acme', { baseUrl: url, loginUrl }), server.seen);
      },
    );
  } finally {
    await sim.close();
  }
}

describe('NICE CXone client: a script that a person has open', () => {
  it('waits, and nothing is sent', async () => {
    const lockInfo = { lockedName: 'Mo', lockedId: '17', lockedDate: '2026-03-02' };
    const header = { scriptName: WELCOME, masterId: 7, lockInfo };
    await withScript(header, { status: 200, answer: {} }, async (client, seen) => {
      const live = await found(client, 'flow', WELCOME);
      const error = await wireErrorOf(client.update(live, { ...live.body, branches: { 1: [] } }));
      assert.equal(error.facts.kind, 'locked');
      assert.match(error.message, /Mo has the script open/);
      assert.ok(seen.every(({ method }) => method === 'GET'));
      assert.equal(await kindOf(client.remove(live)), 'locked');
      assert.ok(seen.every(({ method }) => method === 'GET'));
      // Without regard to case is not exact.
      assert.equal(await client.findByName('flow', WELCOME.toLowerCase()), null);
    });
  });
});

describe('NICE CXone client: what the platform answers to a save', () => {
  const cases: readonly [string, number, object, string, RegExp][] = [
    ['a report of errors', 200, report('action-not-available'), 'rejected', /MENU 3: action-not/],
    ['a refusal by status', 409, report('action-not-available'), 'rejected', /409/],
    ['a conflict that is none of syntax', 409, { error: 'conflict' }, 'conflict', /409/],
    ['a count of errors alone', 200, { errorCount: 2 }, 'rejected', /is refused/],
  ];
  for (const [what, status, answer, kind, words] of cases)
    it(`is read: ${what}`, () =>
      withScript({ scriptName: WELCOME }, { status, answer }, async (client) => {
        const live = await found(client, 'flow', WELCOME);
        const error = await wireErrorOf(client.update(live, { ...live.body, branches: { 1: [] } }));
        assert.equal(error.facts.kind, kind);
        assert.match(error.message, words);
      }));

  it('is read of a deletion, too', () =>
    withScript(
      { scriptName: WELCOME },
      { status: 200, answer: { success: false, error: 'a script runs it' } },
      async (client) => {
        const live = await found(client, 'flow', WELCOME);
        const error = await wireErrorOf(client.remove(live));
        assert.deepEqual([error.facts.kind, error.facts.method], ['rejected', 'DELETE']);
        assert.match(error.message, /a script runs it/);
      },
    ));

  it('is lost: nothing is taken back by what may lag behind the save', () =>
    withScript({ scriptName: WELCOME }, { status: 504, answer: {} }, async (client) => {
      const live = await found(client, 'flow', WELCOME);
      const save = client.update(live, { ...live.body, branches: { 1: [] } });
      assert.equal(await kindOf(save), 'unavailable');
      assert.deepEqual(await client.read('flow', WELCOME), live);
      const back = client.read('flow', WELCOME, { priority: 'rollback' });
      assert.match((await wireErrorOf(back)).message, /may not show a save yet/);
    }));

  it('is a save with warnings', () =>
    withScript(
      { scriptName: WELCOME },
      { status: 206, answer: { errorCount: 0, results: [{ success: true }] } },
      async (client) => {
        const live = await found(client, 'flow', WELCOME);
        const target = { ...live.body, branches: { 1: [] } };
        assert.deepEqual((await client.update(live, target)).body, target);
      },
    ));
});

function report(key: string): object {
  const actions = { 3: { actionType: 'MENU', errors: [{ key }], warnings: [] } };
  return { results: [{ success: false, error_code: { details: { actions } } }] };
}

describe('NICE CXone: a script’s content', () => {
  const header = {
    scriptName: WELCOME,
    masterId: 7001,
    busNo: 46,
    lockInfo: { lockedId: '', lockedName: '' },
    lastSavedIn: 'web',
    timestamp: 'then',
    mediaType: 4,
    nextActionId: 5,
  };
  const content = contentSchema.parse({ header, actions: { 1: { name: 'BEGIN' } } });

  it('is a body of what people make, and is saved under what the platform keeps', () => {
    const { body } = liveScript(WELCOME, content);
    assert.deepEqual(body, {
      name: WELCOME,
      header: { mediaType: 4, nextActionId: 5 },
      actions: { 1: { name: 'BEGIN' } },
      properties: {},
      branches: {},
    });
    const saved = contentOf({ ...body, header: { mediaType: 4 } }, header);
    const { nextActionId: _gone, ...kept } = header;
    assert.deepEqual(saved['header'], kept);
    assert.equal(Object.hasOwn(saved, 'name'), false);
  });

  it('tells who has it open', () => {
    assert.equal(holderOf(content), null);
    const held = { ...content, header: { lockInfo: { lockedId: '9', lockedName: 'Mo' } } };
    assert.equal(holderOf(held), 'Mo');
    for (const lockInfo of [null, '', {}, { lockedId: 0 }, { lockedId: null, lockedName: '' }])
      assert.equal(holderOf({ ...content, header: { lockInfo } }), null);
    // A number, or what nobody can read: somebody has it.
    assert.equal(holderOf({ ...content, header: { lockInfo: { lockedId: 17 } } }), '17');
    assert.equal(holderOf({ ...content, header: { lockInfo: { lockedName: 'Mo' } } }), 'Mo');
    assert.equal(holderOf({ ...content, header: { lockInfo: { lockedId: ['Mo'] } } }), 'somebody');
    assert.equal(holderOf({ ...content, header: {} }), null);
  });
});
