import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../src/cli/program.js';
import { startSimulator, type RunningSimulator } from '../../src/simulator/server.js';
import type { WorldFile } from '../../src/simulator/world-file.js';
import { tenants, TENANTS } from '../platforms/nice-cxone/simulated.js';
import { removeFolders, temporaryFolder } from '../release/fixture.js';
import { planOfFolder } from './plan-of-folder.js';
import { recordingTerminal } from './recording-terminal.js';

const env = { ACME_CLIENT_ID: 'acme-key', ACME_CLIENT_SECRET: 'acme-key-secret' };

/** The sample's tenants, whose scripts of Desktop Studio were never moved over. */
function longLived(): WorldFile {
  const { orgs, ...rest } = tenants();
  return {
    ...rest,
    orgs: orgs.map(({ native = {}, ...org }, at) => {
      const script = [
        ...(native['script'] ?? []),
        {
          id: String(90_000 + at),
          scriptName: 'Old\\Night',
          content: '<?xml version="1.0"?><script/>',
        },
      ];
      return { ...org, native: { ...native, script } };
    }),
  };
}

describe('rollcall import from NICE CXone', () => {
  let simulator: RunningSimulator;
  let folder: string;

  before(async () => {
    simulator = await startSimulator({ port: 0, scale: 600, world: longLived() });
    folder = temporaryFolder();
    const { authUrl } = simulator.niceCxone ?? assert.fail('no such dialect');
    mkdirSync(join(folder, 'environments'));
    const target = { group: 'brands', org_ids: ['acme'], components: [] };
    const org = { platform: 'nice-cxone', org_id: TENANTS.acme, region: 'na1', carrier: 'telco' };
    const environment = {
      simulated: true,
      platforms: { 'nice-cxone': { base_url: authUrl } },
      orgs: { acme: { ...org, time_zone: 'UTC', credentials: 'env:ACME' } },
    };
    writeFileSync(join(folder, 'manifest.yaml'), JSON.stringify({ deployment_targets: [target] }));
    writeFileSync(join(folder, 'environments/production.yaml'), JSON.stringify(environment));
  });
  after(async () => {
    await simulator?.close();
    removeFolders();
  });

  it('leaves out scripts of Desktop Studio by name, and planning straight after changes nothing', async () => {
    const terminal = recordingTerminal();
    const args = ['import', folder, '--environment', 'production', '--orgs', 'acme', '--write'];
    assert.equal(await run(args, { env, terminal }), 0, terminal.errors.join('\n'));
    const told = terminal.errors.filter((line) => line.startsWith('left out: flow/'));
    assert.equal(told.length, 1, terminal.errors.join('\n'));
    assert.match(told[0] ?? '', /^left out: flow\/Old\\Night of acme: Studio does not open it/);
    const resources = await planOfFolder(folder, {
      org: 'acme',
      env,
      allowBestEffort: ['queue', 'flow', 'hours_of_operation', 'point_of_contact'],
    });
    assert.deepEqual(
      resources.filter(({ action, held }) => action !== 'unchanged' || held.length > 0),
      [],
    );
    assert.deepEqual(
      resources.filter(({ kind }) => kind === 'flow').map(({ name }) => name),
      ['Voice\\Welcome'],
    );
  });
});
