import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readAudit } from '../../src/audit/read.js';
import { run } from '../../src/cli/program.js';
import type { OrgPermissions } from '../../src/cli/doctor/permissions.js';
import { filesFor, worldWithScopes } from '../planning/permissions-world.js';
import { simulate, type Simulated } from '../platforms/guide/simulated.js';
import { gitIn, removeFolders, temporaryFolder } from '../release/fixture.js';
import { recordingTerminal } from './recording-terminal.js';

const READ = 'organization:read';
const ROUTING = 'routing:strategy:edit';
const CREDENTIALS = {
  HUB_CLIENT_ID: 'hub-client',
  HUB_CLIENT_SECRET: 'hub-secret',
  EAST_CLIENT_ID: 'east-client',
  EAST_CLIENT_SECRET: 'east-secret',
};

describe('rollcall doctor --permissions', function () {
  this.timeout(30_000);
  let simulated: Simulated;
  let env: Record<string, string>;

  before(async () => {
    simulated = await simulate({}, worldWithScopes({ hub: [READ], east: [READ, ROUTING, 'b:c'] }));
    const repository = temporaryFolder();
    gitIn(repository, 'init', '--quiet');
    for (const [path, text] of Object.entries(filesFor(simulated.url))) {
      mkdirSync(dirname(join(repository, path)), { recursive: true });
      writeFileSync(join(repository, path), text);
    }
    gitIn(repository, 'add', '.');
    gitIn(repository, 'commit', '--quiet', '-m', 'configuration');
    env = { ROLLCALL_CONFIG_REPO: repository, ROLLCALL_CACHE_DIR: temporaryFolder() };
  });
  after(async () => {
    await simulated.close();
    removeFolders();
  });

  async function doctor(
    credentials: Record<string, string>,
    ...args: string[]
  ): Promise<{ code: number; lines: string[]; errors: string[]; found: OrgPermissions[] }> {
    const terminal = recordingTerminal();
    const given = { env: { ...env, ...credentials }, terminal };
    const code = await run(['doctor', '--permissions', '--json', ...args], given);
    const last = terminal.lines.at(-1) ?? '{}';
    const { permissions: found } = JSON.parse(last) as { permissions: OrgPermissions[] };
    return { code, lines: terminal.lines, errors: terminal.errors, found };
  }

  it('prints the least role of every client, for planning and for deploying, asking nobody', async () => {
    const { code, lines } = await doctor({}, '--environment', 'test');
    assert.equal(code, 0);
    assert.deepEqual(lines.slice(0, 6), [
      'test hub  (guide, env:HUB)',
      '  plan    organization:read',
      '  deploy  organization:read routing:strategy:edit',
      'test sub_1  (guide, env:EAST)',
      '  plan    organization:read',
      '  deploy  organization:read routing:strategy:edit',
    ]);
  });

  it('asks the platforms on request: what is missing fails, what is too much is told', async () => {
    const { code, found, lines } = await doctor(CREDENTIALS, '--ask');
    assert.equal(code, 1);
    assert.deepEqual(
      found.map(({ org, missing, excess }) => ({ org, missing, excess })),
      [
        { org: 'hub', missing: [ROUTING], excess: [] },
        { org: 'sub_1', missing: [], excess: ['b:c'] },
      ],
    );
    assert.ok(lines.includes('  beyond what its components need: b:c'));
    assert.ok(!lines.join().includes('-secret'));
  });

  it('says of which client it could not find out, and why', async () => {
    const { code, lines } = await doctor({}, '--ask');
    assert.equal(code, 1);
    assert.ok(lines.some((line) => /not known: No credentials for hub/.test(line)));
  });

  it('says that there is no such environment', async () => {
    const terminal = recordingTerminal();
    const args = ['doctor', '--permissions', '--environment', 'moon'];
    assert.notEqual(await run(args, { env, terminal }), 0);
    assert.match(terminal.errors.join('\n'), /there is no environment "moon"/);
  });

  it('puts what it asks on record, as a worker does', async () => {
    const file = join(temporaryFolder(), 'audit.jsonl');
    const credentials = { ...CREDENTIALS, ROLLCALL_AUDIT: `file:${file}` };
    await doctor(credentials, '--environment', 'test', '--ask');
    const { events } = await readAudit(file);
    assert.deepEqual(new Set(events.map(({ org }) => org)), new Set(['hub', 'sub_1']));
    assert.ok(events.every(({ route, client }) => route === '/oauth/token' && client !== null));
  });
});
