import assert from 'node:assert/strict';
import type { OrgClient } from '../../../src/platforms/port.js';
import { niceCxone } from '../conformance/nice-cxone.js';
import { declaredOf, given } from '../conformance/subject.js';
import { recordBefore, type Recorded, type Recorder } from '../recorder.js';
import { LOGIN, operationOf, OPERATIONS } from './published-shapes.js';
import { simulateCxone, type SimulatedCxone } from './simulated.js';

const DISCOVERY = '/.well-known/cxone-configuration';

describe('NICE CXone client: what it sends, beside what the vendor publishes', () => {
  const seen: Recorded[] = [];
  let sim: SimulatedCxone;
  let recorders: Recorder[];

  before(async () => {
    sim = await simulateCxone({ scale: 60, frozen: false });
    const { baseUrl } = sim.binding('acme');
    const found = await fetch(`${baseUrl}${DISCOVERY}?tenantId=${sim.binding('acme').realOrgId}`);
    const { api_endpoint: apiUrl } = (await found.json()) as { api_endpoint: string };
    const api = await recordBefore(apiUrl, seen);
    // Where tenants are looked up, they are sent to the recorder.
    const answered = ({ path }: Recorded, text: string): string | null =>
      path === DISCOVERY ? text.replace(apiUrl, api.url) : null;
    const login = await recordBefore(baseUrl, seen, { answered });
    recorders = [api, login];
    await everything(sim.connect('acme', { baseUrl: login.url }));
    await sim.connect('console', { baseUrl: login.url }).acquireToken([]);
  });
  after(async () => {
    for (const recorder of recorders) recorder.close();
    await sim.close();
  });

  /** Whatever the adapter can do, once for each kind. */
  async function everything(client: OrgClient): Promise<void> {
    await client.acquireToken(client.scopesFor(['queue']));
    await client.discover();
    const toMs = (await client.platformTime()).nowMs;
    await client.callIntervals({ fromMs: toMs - 1_800_000, toMs, intervalMinutes: 5 });
    await client.capacity();
    for (const sample of niceCxone.samples) {
      const { creates, deletes, off } = declaredOf(niceCxone, sample);
      const live = await given(client, sample);
      await client.list(sample.kind);
      const updated = await client.update(live, sample.changed(live.body, 'changed'));
      const without = await client.update(updated, { ...updated.body, ...off });
      await client.update(without, live.body, { priority: 'rollback' });
      if (!creates) continue;
      const made = await client.create(sample.kind, {
        ...sample.made,
        name: `${sample.made.name} too`,
      });
      if (deletes) await client.remove(made);
    }
  }

  const calls = (): Recorded[] => seen.filter(({ path }) => path.startsWith('/inContactAPI/'));

  it('are operations that there are, all of them that are known here, with parameters that these take', () => {
    const used = new Set<unknown>();
    for (const { method, path, query } of calls()) {
      const operation = operationOf(method, path) ?? assert.fail(`${method} ${path}`);
      for (const name of query.keys()) assert.ok(operation.query.includes(name), `${path} ${name}`);
      for (const name of operation.required) assert.ok(query.has(name), `${path} lacks ${name}`);
      used.add(operation);
    }
    const unused = OPERATIONS.filter((one) => !used.has(one)).map((one) => String(one.path));
    assert.deepEqual(unused, []);
  });

  it('are bodies of the published shapes', () => {
    let checked = 0;
    for (const { method, path, text } of calls()) {
      const { body = null } = operationOf(method, path) ?? {};
      assert.equal(text === '', body === null, `${method} ${path}`);
      if (body === null) continue;
      const { error } = body.safeParse(JSON.parse(text));
      assert.equal(error, undefined, `${method} ${path}: ${error?.message}`);
      checked += 1;
    }
    assert.ok(checked >= 10, `${checked} bodies`);
  });

  it('are logins as published, in both ways, and a discovery without a token', () => {
    const of = (wanted: string): Recorded =>
      seen.find(({ path }) => path === wanted) ?? assert.fail(`nothing at ${wanted}`);
    const byKey = of('/authentication/v1/token/access-key');
    assert.ok(LOGIN.accessKey.safeParse(JSON.parse(byKey.text)).success);
    assert.equal(byKey.headers['authorization'], undefined);
    const byApplication = of('/auth/token');
    const form = Object.fromEntries(new URLSearchParams(byApplication.text));
    assert.ok(LOGIN.openId.safeParse(form).success);
    assert.match(String(byApplication.headers['authorization']), /^Basic /);
    const discovery = of(DISCOVERY);
    assert.deepEqual([...discovery.query.keys()], LOGIN.discoveryQuery);
    assert.equal(discovery.headers['authorization'], undefined);
    for (const { headers } of calls()) assert.match(String(headers['authorization']), /^Bearer /);
  });

  it('never start, kick or lock anything', () => {
    assert.ok(calls().every(({ path }) => !/\/(start|stop|kick)$/.test(path)));
    assert.ok(calls().every(({ query }) => !query.has('lockScript')));
  });
});
