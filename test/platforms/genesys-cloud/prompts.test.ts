import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import platformClient from 'purecloud-platform-client-v2';
import type { JsonObject } from '../../../src/domain/json.js';
import type { LiveResource } from '../../../src/domain/resource.js';
import { describeRoute } from '../../../src/platforms/genesys-cloud/describe-route.js';
import type { OrgClient } from '../../../src/platforms/port.js';
import { genesysWorld, nativeOf } from '../../simulator/genesys-cloud/sample-world.js';
import type { VendorApi } from '../../simulator/genesys-cloud/vendor.js';
import { wireErrorOf } from '../../http/api-under-test.js';
import { logIn } from '../../simulator/genesys-cloud/official-login.js';
import { kindOf } from '../guide/simulated.js';
import { recordBefore, type Recorded, type Recorder } from '../recorder.js';
import { found, simulateGenesys, type SimulatedGenesys } from './simulated.js';

const DE = { id: 'de-de', ttsString: 'Guten Tag' };
const EN = { id: 'en-us', ttsString: 'Hello' };
const FR = { id: 'fr-fr', recording: true };

/** A greeting in three languages, the last of which people recorded. */
const GREETING = {
  id: 'north-prompt',
  name: 'Greeting',
  resources: [
    { language: 'fr-fr', ttsString: 'Bonjour', mediaUri: 'https://a.example/1.wav' },
    { language: 'en-us', ttsString: 'Hello', tags: { by: ['kim'] }, languageDefault: true },
    { language: 'de-de', ttsString: 'Guten Tag' },
  ],
};
const RESOURCES = '/architect/prompts/north-prompt/resources';

describe('Genesys Cloud client: prompts and their languages', () => {
  const seen: Recorded[] = [];
  let sim: SimulatedGenesys;
  let recorder: Recorder;
  let client: OrgClient;
  let person: VendorApi;
  beforeEach(async () => {
    const native = { ...nativeOf('north'), prompt: [GREETING] };
    sim = await simulateGenesys({ frozen: true }, genesysWorld({ native }));
    const { baseUrl } = sim.binding('north');
    recorder = await recordBefore(baseUrl, seen);
    client = sim.connect('north', { baseUrl: recorder.url });
    person = await sim.api('north-rival');
  });
  afterEach(async () => {
    recorder.close();
    await sim.close();
    seen.length = 0;
  });

  const greeting = (): Promise<LiveResource> => found(client, 'prompt', 'Greeting');
  const saying = (live: LiveResource, ...resources: JsonObject[]): JsonObject => ({
    ...live.body,
    resources,
  });
  /** What was written so far, by method and the end of the path. */
  const writes = (): string[] =>
    seen
      .filter(({ method, path }) => method !== 'GET' && path.startsWith('/api/'))
      .map(({ method, path }) => `${method} ${path.split('/').at(-1)}`);
  const put = async (language: string, body: JsonObject): Promise<void> => {
    const reply = await person(`${RESOURCES}/${language}`, { method: 'PUT', body });
    assert.equal(reply.status, 200);
  };
  /** A person's recording, heard two seconds later. */
  const record = async (language: string): Promise<void> => {
    const { body } = await person<{ url: string }>(`${RESOURCES}/${language}/uploads`, {
      method: 'POST',
    });
    assert.equal((await fetch(body.url, { method: 'PUT', body: 'RIFF' })).status, 200);
  };

  it('are read whole, by language, without what the platform fills in; lists say the same', async () => {
    const live = await greeting();
    assert.deepEqual(live.body, { name: 'Greeting', resources: [DE, EN, FR] });
    const [listed] = await client.list('prompt');
    assert.deepEqual(listed, live);
    await sim.control('clock', { advanceMs: 60_000 });
    assert.deepEqual(await client.read('prompt', live.id), live, 'signed anew, and the same');
  });

  it('change one language by one request, which keeps what no template names', async () => {
    const live = await greeting();
    const target = saying(live, DE, { ...EN, ttsString: 'Good day' }, FR);
    const updated = await client.update(live, target);
    assert.deepEqual(updated.body, target);
    assert.deepEqual(await client.read('prompt', live.id), updated);
    assert.deepEqual(writes(), ['PUT en-us']);
    const { body } = await person<JsonObject>(`${RESOURCES}/en-us`);
    assert.deepEqual([body['tags'], body['languageDefault']], [{ by: ['kim'] }, true]);
  });

  it('change with their prompt, gain languages and lose them, and go back', async () => {
    const live = await greeting();
    const es = { id: 'es-419', ttsString: 'Buenos días', text: 'Saludo' };
    const target = { ...saying(live, EN, es, FR), description: 'what callers hear first' };
    const updated = await client.update(live, target);
    assert.deepEqual(updated.body, target);
    assert.deepEqual(await client.read('prompt', live.id), updated);
    assert.deepEqual(writes(), ['PUT north-prompt', 'POST resources', 'DELETE de-de']);
    const back = await client.update(updated, live.body, { priority: 'rollback' });
    assert.deepEqual(back.body, live.body);
    const rest = await client.update(back, saying(back, FR));
    assert.deepEqual(rest.body['resources'], [FR]);
  });

  it('are not written where a person changed another language since they were read', async () => {
    const live = await greeting();
    await put('de-de', { ttsString: 'Moin' });
    const target = saying(live, DE, { ...EN, ttsString: 'Good day' }, FR);
    assert.equal(await kindOf(client.update(live, target)), 'preconditionFailed');
    assert.deepEqual(writes(), []);
  });

  it('keep what a person writes to a second language while the first is written', async () => {
    const live = await greeting();
    const de = { ...DE, ttsString: 'Hallo' };
    const target = saying(live, de, { ...EN, ttsString: 'Good day' }, FR);
    await sim.fault(
      { type: 'latency', ms: 400 },
      { method: 'PUT', kind: 'promptResource', resourceId: 'north-prompt/de-de' },
    );
    const update = kindOf(client.update(live, target));
    while (!writes().includes('PUT de-de')) await sleep(5);
    await put('en-us', { ttsString: 'Howdy' });
    assert.equal(await update, 'preconditionFailed');
    const now = await greeting();
    assert.deepEqual(now.body['resources'], [de, { ...EN, ttsString: 'Howdy' }, FR]);
  });

  it('take a language that a person added meanwhile for a change, not for a mistake', async () => {
    const live = await greeting();
    const target = saying(live, DE, EN, { id: 'es-es', ttsString: 'Hola' }, FR);
    await sim.fault({ type: 'latency', ms: 400 }, { method: 'POST', kind: 'promptResource' });
    const update = kindOf(client.update(live, target));
    while (!writes().includes('POST resources')) await sleep(5);
    const body = { language: 'es-es', ttsString: 'Buenas' };
    assert.equal((await person(RESOURCES, { method: 'POST', body })).status, 200);
    assert.equal(await update, 'preconditionFailed');
  });

  it('show a recording as one, and the texts beside it again once it is gone', async () => {
    const live = await greeting();
    await record('en-us');
    const recorded = [DE, { id: 'en-us', recording: true }, FR];
    assert.deepEqual((await greeting()).body['resources'], recorded, 'uploaded');
    await sim.control('clock', { advanceMs: 5_000 });
    assert.deepEqual((await greeting()).body['resources'], recorded, 'transcoded');
    await person(`${RESOURCES}/en-us/audio`, { method: 'DELETE' });
    assert.deepEqual(await greeting(), live);
  });

  it('leave recordings alone, with a word', async () => {
    const live = await greeting();
    for (const [resources, word] of [
      [[DE, EN, { id: 'fr-fr', ttsString: 'Salut' }], /has a recording for fr-fr, which no/],
      [[DE, EN], /has a recording for fr-fr, which no rollout changes or takes away/],
      [[DE, EN, FR, { id: 'nl-nl', recording: true }], /no recording for nl-nl.* by people/],
    ] as const) {
      const target = saying(live, ...resources);
      const error = await wireErrorOf(client.update(live, target));
      assert.equal(error.facts.kind, 'rejected');
      assert.match(error.message, word);
      assert.match(client.objectionTo?.('prompt', live, target) ?? '', word);
    }
    const error = await wireErrorOf(client.remove(live));
    assert.equal(error.facts.kind, 'rejected');
    assert.match(error.message, /take the recording of fr-fr along/);
    assert.deepEqual(writes(), []);
    assert.deepEqual(await greeting(), live);
  });

  it('are made with their languages, and deleted with them', async () => {
    const body = { name: 'Closing', description: 'after hours', resources: [EN, DE] };
    const made = await client.create('prompt', body);
    assert.deepEqual(made.body, { ...body, resources: [DE, EN] });
    assert.deepEqual(await client.read('prompt', made.id), made);
    assert.equal(client.isAsCreated?.(made, body), true);
    assert.equal(client.isBegun?.(made, body), false);
    assert.equal(await kindOf(client.create('prompt', body)), 'conflict');
    await client.remove(made);
    assert.equal(await client.read('prompt', made.id), null);
  });

  it('whose making was cut short are told from others, and finished', async () => {
    const body = { name: 'Closing', resources: [EN, DE] };
    await sim.fault(
      { type: 'status', status: 503 },
      { nth: 2, kind: 'promptResource', method: 'POST' },
    );
    assert.equal(await kindOf(client.create('prompt', body)), 'unavailable');
    const begun = await found(client, 'prompt', 'Closing');
    assert.deepEqual(begun.body['resources'], [DE]);
    assert.equal(client.isAsCreated?.(begun, body), false);
    assert.equal(client.isBegun?.(begun, body), true);
    const others: Record<string, JsonObject[]> = {
      'another text': [{ ...EN, ttsString: 'Edited' }],
      'another language': [EN, FR],
      'a recording': [{ id: 'en-us', recording: true }],
    };
    for (const [why, resources] of Object.entries(others)) {
      const now = { name: 'Closing', resources };
      assert.equal(client.isBegun?.({ kind: 'prompt', body: now }, body), false, why);
    }
    // Seen here, and not there yet: no reason to give up.
    await sim.fault({ type: 'status', status: 404 }, { kind: 'promptResource', method: 'POST' });
    const early = client.update(begun, { ...begun.body, ...body });
    assert.equal(await kindOf(early), 'preconditionFailed');
    const whole = await client.update(begun, { ...begun.body, ...body });
    assert.equal(client.isAsCreated?.(whole, body), true);
  });

  it('that people gave another language, or a recording, are not as they were created', async () => {
    const made = await client.create('prompt', { name: 'Closing' });
    const path = `/architect/prompts/${made.id}/resources`;
    const body = { language: 'en-us', ttsString: 'Hello' };
    await person(path, { method: 'POST', body });
    const now = await found(client, 'prompt', 'Closing');
    assert.equal(client.isAsCreated?.(now, { name: 'Closing' }), false);
    assert.equal(client.isAsCreated?.(now, { name: 'Closing', resources: [EN] }), true);
  });

  it('are refused whole where a language is not one, before anything is sent', async () => {
    for (const [resources, word] of [
      [[{ language: 'en-us', ttsString: 'Hi' }], /by its code, in lower case.*- id: en-us/],
      [[{ id: 'en-US', ttsString: 'Hi' }], /by its code, in lower case/],
      [[{ ...EN, mediaUri: 'x' }], /ttsString and text of en-us, and not mediaUri/],
      [[{ ...EN, ttsString: '' }], /a text for ttsString of en-us/],
      [[EN, EN], /not two for en-us/],
      [[{ id: 'en-us', recording: 'x' }], /recording: true, or leave it out/],
      [{ 'en-us': EN }, /as a list/],
    ] as const) {
      const body = { name: 'Closing', resources: resources as unknown as JsonObject[] };
      const error = await wireErrorOf(client.create('prompt', body));
      assert.equal(error.facts.kind, 'rejected');
      assert.match(error.message, word);
    }
    assert.deepEqual(writes(), []);
  });

  it('do not repeat a write whose answer was lost: the language is there', async () => {
    const direct = sim.connect();
    const live = await greeting();
    const target = saying(live, DE, EN, { id: 'es-es', ttsString: 'Hola' }, FR);
    const aim = { method: 'POST', kind: 'promptResource' };
    await sim.fault({ type: 'latency', ms: 0 }, { ...aim, id: 'posts', count: 0 });
    await sim.fault({ type: 'dropResponse' }, aim);
    assert.equal(await kindOf(direct.update(live, target)), 'noAnswer');
    const now = await greeting();
    assert.deepEqual(now.body, target);
    assert.equal(await direct.update(now, target), now);
    assert.equal(await sim.hits('posts'), 1);
  });

  it('are one route each to whoever watches the wire, whatever the language', () => {
    const base = '/api/v2/architect/prompts';
    const of = { kind: 'prompt', id: 'p' };
    const language = { ...of, template: `${base}/{id}/resources/{language}` };
    assert.deepEqual(describeRoute(`${base}/p/resources/en-us`), language);
    const all = { ...of, template: `${base}/{id}/resources` };
    assert.deepEqual(describeRoute(`${base}/p/resources`), all);
  });

  it('are read back by the vendor’s own client', async () => {
    const live = await greeting();
    await client.update(live, saying(live, DE, { ...EN, text: 'Greeting' }, FR));
    const { baseUrl: apiUrl, loginUrl = '' } = sim.binding('north');
    await logIn({ loginUrl, apiUrl });
    const architect = new platformClient.ArchitectApi();
    const { resources = [] } = await architect.getArchitectPrompt(live.id);
    assert.deepEqual(
      resources.map(({ id, ttsString, text, uploadStatus }) => [id, ttsString, text, uploadStatus]),
      [
        ['fr-fr', 'Bonjour', undefined, 'created'],
        ['de-de', 'Guten Tag', undefined, 'created'],
        ['en-us', 'Hello', 'Greeting', 'created'],
      ],
    );
    const english = await architect.getArchitectPromptResource(live.id, 'en-us');
    assert.deepEqual([english.promptId, english.ttsString], [live.id, 'Hello']);
  });
});
