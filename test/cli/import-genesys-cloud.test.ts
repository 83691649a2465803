import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../src/cli/program.js';
import type { ResourcePlan } from '../../src/domain/org-plan.js';
import { startSimulator, type RunningSimulator } from '../../src/simulator/server.js';
import { removeFolders, temporaryFolder } from '../release/fixture.js';
import {
  flowYaml,
  genesysWorld,
  nativeOf,
  transferTo,
} from '../simulator/genesys-cloud/sample-world.js';
import { planOfFolder } from './plan-of-folder.js';
import { recordingTerminal } from './recording-terminal.js';

const env = { NORTH_CLIENT_ID: 'north-client', NORTH_CLIENT_SECRET: 'north-secret' };

/** Of a prompt: two that are spoken, and one that people recorded. */
const LANGUAGES = [
  { language: 'fr-fr', text: 'Salut', mediaUri: 'https://recordings.example/greeting.wav' },
  { language: 'en-us', ttsString: 'Hello', text: 'Greeting' },
  { language: 'de-de', ttsString: 'Guten Tag' },
];

/** An org that people have configured for years: 200 resources. */
function largeWorld(): ReturnType<typeof genesysWorld> {
  const { queue = [], flow = [], ivr = [], ...native } = nativeOf('north');
  const many = <T>(count: number, make: (number: number) => T): T[] =>
    Array.from({ length: count }, (_, at) => make(at + 1));
  const flows = many(70, (at) => ({
    id: `north-flow-${at}`,
    yaml: flowYaml({ name: `Line ${at}`, ending: transferTo(`Team ${at}`) }),
  }));
  const lines = many(40, (at) => ({
    id: `north-line-${at}`,
    name: `Line ${at}`,
    openHoursFlow: { id: `north-flow-${at}`, name: 'old', selfUri: `/api/v2/flows/${at}` },
  }));
  const teams = many(75, (at) => ({
    id: `north-team-${at}`,
    name: `Team ${at}`,
    acwSettings: { timeoutMs: 1000 * at },
  }));
  const all = { ...native, queue: [...queue, ...teams], flow: [...flow, ...flows] };
  const wrapupCode = many(4, (at) => ({ id: `north-code-${at}`, name: `Code ${at}` }));
  const prompt = [{ id: 'north-prompt', name: 'Greeting', resources: LANGUAGES }];
  return genesysWorld({ native: { ...all, ivr: [...ivr, ...lines], wrapupCode, prompt } }, [
    'north',
  ]);
}

describe('rollcall import from Genesys Cloud', () => {
  let simulator: RunningSimulator;
  let folder: string;

  before(async () => {
    // A minute of the platform, with its limits, takes a tenth of a second.
    simulator = await startSimulator({ port: 0, scale: 600, world: largeWorld() });
    folder = temporaryFolder();
    const { apiUrl, loginUrl } = simulator.genesysCloud ?? assert.fail('no such dialect');
    mkdirSync(join(folder, 'environments'));
    const target = { group: 'north', org_ids: ['north'], components: [] };
    const org = { platform: 'genesys-cloud', org_id: 'north', region: 'eu', carrier: 'alder' };
    const environment = {
      simulated: true,
      platforms: { 'genesys-cloud': { base_url: apiUrl, login_url: loginUrl } },
      orgs: { north: { ...org, time_zone: 'UTC', credentials: 'env:NORTH' } },
    };
    writeFileSync(join(folder, 'manifest.yaml'), JSON.stringify({ deployment_targets: [target] }));
    writeFileSync(join(folder, 'environments/production.yaml'), JSON.stringify(environment));
  });
  after(async () => {
    await simulator.close();
    removeFolders();
  });

  /** By hand, in the name of another client. */
  async function edit(language: string, body: object): Promise<void> {
    const { apiUrl, loginUrl } = simulator.genesysCloud ?? assert.fail('no such dialect');
    const granted = await fetch(`${loginUrl}/oauth/token`, {
      method: 'POST',
      headers: { Authorization: `Basic ${btoa('north-rival:north-secret')}` },
      body: new URLSearchParams({ grant_type: 'client_credentials' }),
    });
    const { access_token: token } = (await granted.json()) as { access_token: string };
    const url = `${apiUrl}/api/v2/architect/prompts/north-prompt/resources/${language}`;
    const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' };
    const reply = await fetch(url, { method: 'PUT', headers, body: JSON.stringify(body) });
    assert.equal(reply.status, 200);
  }

  it('writes 200 resources as templates, and planning straight after changes nothing', async () => {
    const terminal = recordingTerminal();
    const args = ['import', folder, '--environment', 'production', '--orgs', 'north', '--write'];
    assert.equal(await run(args, { env, terminal }), 0, terminal.errors.join('\n'));
    const plan = (): Promise<readonly ResourcePlan[]> =>
      planOfFolder(folder, { org: 'north', env, allowBestEffort: ['prompt'] });
    const resources = await plan();
    assert.equal(resources.length, 200);
    const changed = resources.filter(
      ({ action, held }) => action !== 'unchanged' || held.length > 0,
    );
    assert.deepEqual(changed, []);
    const greeting = resources.find(({ kind }) => kind === 'prompt');
    assert.deepEqual(greeting?.desired['resources'], [
      { id: 'de-de', ttsString: 'Guten Tag' },
      { id: 'en-us', ttsString: 'Hello', text: 'Greeting' },
      { id: 'fr-fr', recording: true },
    ]);
    await edit('de-de', { ttsString: 'Moin' });
    const [drifted, ...others] = (await plan()).filter(({ action }) => action !== 'unchanged');
    assert.deepEqual(others, []);
    assert.deepEqual(
      drifted?.changes.map(({ path, from, to }) => [path, from, to]),
      [['/resources/[de-de]/ttsString', 'Moin', 'Guten Tag']],
    );
  });
});
