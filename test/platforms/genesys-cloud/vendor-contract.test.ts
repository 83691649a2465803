import assert from 'node:assert/strict';
import type { JsonObject } from '../../../src/domain/json.js';
import type { OrgClient } from '../../../src/platforms/port.js';
import { declaredOf, given } from '../conformance/subject.js';
import { genesysCloud } from '../conformance/genesys-cloud.js';
import { operationOf, publishedOperations, type Operation } from './published-shapes.js';
import { recordBefore, type Recorded, type Recorder } from '../recorder.js';
import { simulateGenesys, type SimulatedGenesys } from './simulated.js';

const FILES = /^\/flow-(uploads|exports)\//;

describe('Genesys Cloud client: what it sends, beside what the vendor publishes', () => {
  const seen: Recorded[] = [];
  let sim: SimulatedGenesys;
  let recorders: Recorder[];
  let client: OrgClient;
  let operations: readonly Operation[];

  before(async () => {
    sim = await simulateGenesys();
    const { baseUrl, loginUrl = '' } = sim.binding('north');
    recorders = [await recordBefore(baseUrl, seen), await recordBefore(loginUrl, seen)];
    const [api, login] = recorders;
    assert.ok(api !== undefined && login !== undefined);
    client = sim.connect('north', { baseUrl: api.url, loginUrl: login.url });
    await everything();
    operations = publishedOperations();
  });
  after(async () => {
    for (const recorder of recorders) recorder.close();
    await sim.close();
  });

  /** Whatever the adapter can do, once for each kind. */
  async function everything(): Promise<void> {
    await client.acquireToken(client.scopesFor(['queue']));
    await client.discover();
    const toMs = (await client.platformTime()).nowMs;
    await client.callIntervals({ fromMs: toMs - 3_600_000, toMs, intervalMinutes: 5 });
    await client.capacity();
    for (const sample of genesysCloud.samples) {
      const live = await given(client, sample);
      await client.list(sample.kind);
      if (declaredOf(genesysCloud, sample).write !== 'createOnly') {
        const updated = await client.update(live, sample.changed(live.body, 'changed'));
        await client.update(updated, live.body, { priority: 'rollback' });
      }
      const name = `${sample.made.name} too`;
      await client.remove(await client.create(sample.kind, { ...sample.made, name }));
    }
    const prompt = (await client.findByName('prompt', 'A greeting')) ?? assert.fail('no prompt');
    await client.update(prompt, { ...prompt.body, resources: [] });
    const flow = (await client.findByName('flow', 'Closed')) ?? assert.fail('no flow');
    await client.update(flow, { ...flow.body, name: 'Shut' });
  }

  const calls = (): Recorded[] =>
    seen.filter(({ path }) => path !== '/oauth/token' && !FILES.test(path));

  it('are operations that there are, with query parameters that these take', () => {
    assert.ok(operations.length > 1_000, `${operations.length} operations`);
    const used = new Set<string>();
    for (const { method, path, query } of calls()) {
      const operation = operationOf(operations, { method, path });
      assert.ok(operation !== undefined, `${method} ${path}`);
      for (const name of query.keys())
        assert.ok(operation.query.has(name), `${operation.name} has no parameter ${name}`);
      used.add(operation.name);
    }
    for (const name of [
      'postFlowsActionsPublish',
      'putRoutingQueue',
      'postArchitectPromptResources',
    ])
      assert.ok(used.has(name), name);
    for (const method of ['get', 'put', 'delete'])
      assert.ok(used.has(`${method}ArchitectPromptResource`), method);
  });

  it('are bodies of members that the published models have', () => {
    let checked = 0;
    for (const { method, path, text } of calls()) {
      const { name, body } = operationOf(operations, { method, path }) ?? {};
      if (text === '' || body === undefined || body === null) continue;
      const members = Object.keys(JSON.parse(text) as JsonObject);
      const unknown = members.filter((one) => !body.has(one));
      assert.deepEqual(unknown, [], name);
      checked += 1;
    }
    assert.ok(checked > 20, `${checked} bodies`);
  });

  it('are logins by HTTP Basic at the login, tokens at the API, and neither at the files’ place', () => {
    const schemes = (of: (one: Recorded) => boolean): string[] => {
      const found = seen.filter(of).map(({ headers }) => String(headers['authorization']));
      return [...new Set(found.map((one) => one.split(' ', 1)[0] ?? ''))];
    };
    assert.deepEqual(
      schemes(({ path }) => path === '/oauth/token'),
      ['Basic'],
    );
    assert.deepEqual(
      schemes(({ path }) => path.startsWith('/api/')),
      ['Bearer'],
    );
    assert.deepEqual(
      schemes(({ path }) => FILES.test(path)),
      ['undefined'],
    );
    const [login] = seen.filter(({ path }) => path === '/oauth/token');
    assert.equal(login?.text, 'grant_type=client_credentials');
  });

  it('are never a broken lock', () => {
    assert.ok(calls().every(({ path }) => !path.endsWith('/unlock')));
    assert.ok(calls().some(({ path }) => path.endsWith('/checkin') || path.endsWith('/checkout')));
  });
});
