import assert from 'node:assert/strict';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { decide, reportOf } from '../../src/client/index.js';
import type { JsonObject } from '../../src/domain/json.js';
import { post, type Enterprise } from './enterprise.js';
import { clearFaults } from './faults.js';
import { GENESYS_ORGS, makeGenesysEnterprise, type Said } from './genesys-enterprise.js';
import { isOver, play, type Played } from './play.js';
import { outcomeOf } from './stage.js';
import { startDevServer, startWorker, type TestWorker } from './temporal.js';

const QUEUE = 'prompts';
const SUBS = GENESYS_ORGS.slice(1);

const said = (prompts: Required<Said>['prompts']): Said => ({
  greeting: 'Welcome to the service line. We are glad that you call.',
  weight: 100,
  made: [],
  prompts,
});
const en = (ttsString: string): JsonObject => ({ id: 'en-us', ttsString });
const de = (ttsString: string): JsonObject => ({ id: 'de-de', ttsString });
/** No language that the platform has. */
const unknown = { id: 'xx-yy', ttsString: '?' };

const RELEASES: Readonly<Record<string, Said>> = {
  'v1.0.0': said({ greeting: [en('Hello')] }),
  'v2.0.0': said({
    greeting: [en('Good day'), de('Guten Tag')],
    closing: [en('Goodbye'), de('Bis bald')],
  }),
  // A second language that the platform refuses, of a prompt that is there and of one that is new.
  'v3.0.0': said({ greeting: [en('Howdy'), unknown], closing: [en('Goodbye'), de('Bis bald')] }),
  'v3.1.0': said({
    greeting: [en('Good day'), de('Guten Tag')],
    closing: [en('Goodbye'), de('Bis bald')],
    late: [en('Later'), unknown],
  }),
  'v4.0.0': said({
    greeting: [en('Good morning'), de('Guten Tag')],
    closing: [en('Goodbye')],
  }),
};

describe('a rollout of prompts and their languages over simulated Genesys Cloud', () => {
  let temporal: TestWorkflowEnvironment;
  let enterprise: Enterprise;
  let worker: TestWorker;

  before(async () => {
    temporal = await startDevServer();
    enterprise = await makeGenesysEnterprise(RELEASES);
    worker = await startWorker(temporal, enterprise, QUEUE);
  });

  after(async () => {
    await worker?.stop();
    await enterprise?.stop();
    await temporal?.teardown();
  });

  const roll = (release: string): Promise<Played> => play(temporal.client, QUEUE, { release });

  /** The platform's API in the name of an org's other client. */
  async function person(org: string, path: string, init: RequestInit = {}): Promise<JsonObject> {
    const { apiUrl, loginUrl } = enterprise.simulator.genesysCloud ?? assert.fail('no dialect');
    const granted = await fetch(`${loginUrl}/oauth/token`, {
      method: 'POST',
      headers: { Authorization: `Basic ${btoa(`${org}-rival:${org}-secret`)}` },
      body: new URLSearchParams({ grant_type: 'client_credentials' }),
    });
    const { access_token: token } = (await granted.json()) as { access_token: string };
    const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' };
    const reply = await fetch(`${apiUrl}/api/v2/architect/prompts${path}`, { ...init, headers });
    assert.equal(reply.status, 200, await reply.clone().text());
    return (await reply.json()) as JsonObject;
  }

  /** What an org's callers are told: by prompt, `en-us: Hello`. */
  async function spoken(org: string): Promise<Record<string, string[]>> {
    const { entities } = await person(org, '?pageSize=100');
    return Object.fromEntries(
      (entities as { name: string; resources: { id: string; ttsString: string }[] }[]).map(
        ({ name, resources }) => [
          name,
          resources.map(({ id, ttsString }) => `${id}: ${ttsString}`).toSorted(),
        ],
      ),
    );
  }
  const everywhere = async (expected: Record<string, string[]>): Promise<void> => {
    for (const org of SUBS) assert.deepEqual(await spoken(org), expected, org);
  };

  const V2 = {
    Greeting: ['de-de: Guten Tag', 'en-us: Good day'],
    Closing: ['de-de: Bis bald', 'en-us: Goodbye'],
  };

  it('gives a prompt that is there its first language', async () => {
    assert.equal(outcomeOf(await (await roll('v1.0.0')).finish()), 'succeeded');
    await everywhere({ Greeting: ['en-us: Hello'] });
  });

  it('makes each once through lost answers, and says that nothing guards them', async () => {
    const kind = 'promptResource';
    for (const fault of [
      { orgId: 'north', kind: 'prompt', method: 'POST', effect: { type: 'dropResponse' } },
      { orgId: 'south', kind, method: 'POST', effect: { type: 'dropResponse' } },
      { orgId: 'south', kind, method: 'POST', nth: 3, effect: { type: 'status', status: 503 } },
      { orgId: 'west', kind, method: 'PUT', effect: { type: 'dropResponse', status: 504 } },
    ])
      await post(`${enterprise.url}/_sim/faults`, fault);
    const rollout = await roll('v2.0.0');
    const end = await rollout.finish();
    await clearFaults(enterprise);
    assert.equal(outcomeOf(end), 'succeeded', JSON.stringify(end));
    await everywhere(V2);
    const report = JSON.stringify(await reportOf(temporal.client, rollout.workflowId));
    assert.match(report, /BEST EFFORT/);
    const again = await (await roll('v2.0.0')).finish();
    assert.equal(again.kind === 'finished' && again.summary.writes, 0);
  });

  /** How many such requests there were since. */
  async function watching(method: string, kind: string): Promise<() => Promise<number>> {
    const id = `${method} ${kind}`;
    const watch = { id, method, kind, count: 0, effect: { type: 'latency', ms: 0 } };
    await post(`${enterprise.url}/_sim/faults`, watch);
    return async () => {
      const reply = await fetch(`${enterprise.url}/_sim/faults`);
      const { faults } = (await reply.json()) as { faults: { id: string; hits: number }[] };
      return faults.find((one) => one.id === id)?.hits ?? 0;
    };
  }

  for (const [release, what, method, kind] of [
    ['v3.0.0', 'the first language of a prompt whose second is refused', 'PUT', 'promptResource'],
    ['v3.1.0', 'a new prompt whose second language is refused', 'DELETE', 'prompt'],
  ] as const)
    it(`takes back ${what}`, async () => {
      const taken = await watching(method, kind);
      const rollout = await roll(release);
      await rollout.approveUntil(isOver);
      const end = await rollout.end();
      assert.equal(outcomeOf(end), 'rolledBack', JSON.stringify(end));
      // Each first language was written, and written back.
      assert.ok((await taken()) >= (method === 'PUT' ? 2 : 1), `${await taken()} requests`);
      await clearFaults(enterprise);
      await everywhere(V2);
      const report = JSON.stringify(await reportOf(temporal.client, rollout.workflowId));
      assert.match(report, /prompts\/.*resources/);
    });

  it('keeps people’s edits of one language while another changes, also when taken back', async () => {
    for (const org of SUBS) {
      const prompts = (await person(org, '?name=Greeting'))['entities'] as { id: string }[];
      const german = `/${prompts[0]?.id}/resources/de-de`;
      const body = JSON.stringify({ language: 'de-de', ttsString: 'Moin' });
      await person(org, german, { method: 'PUT', body });
    }
    const rollout = await roll('v4.0.0');
    // Both hubs, and a sub.
    const { outcomes } = await rollout.approveUntil(({ orgs }) => orgs.completed > 2);
    const done = SUBS.filter((sub) =>
      outcomes.some(
        ({ org, state }) => org === sub && (state === 'completed' || state === 'deployed'),
      ),
    );
    assert.ok(done.length > 0, JSON.stringify(outcomes));
    const written = {
      Greeting: ['de-de: Moin', 'en-us: Good morning'],
      Closing: ['en-us: Goodbye'],
    };
    for (const org of done) assert.deepEqual(await spoken(org), written, org);
    await decide(temporal.client, rollout.workflowId, { decision: 'trip', by: 'lee' });
    assert.equal(outcomeOf(await rollout.finish()), 'rolledBack');
    await everywhere({ ...V2, Greeting: ['de-de: Moin', 'en-us: Good day'] });
  });
});
