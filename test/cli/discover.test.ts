import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../src/cli/program.js';
import { validateFolder } from '../../src/release/folder.js';
import { startSimulator, type RunningSimulator } from '../../src/simulator/server.js';
import type { WorldFile } from '../../src/simulator/world-file.js';
import { removeFolders, temporaryFolder } from '../release/fixture.js';
import { org, sampleWorld } from '../simulator/sample-world.js';
import { recordingTerminal, type RecordingTerminal } from './recording-terminal.js';

type OrgFile = WorldFile['orgs'][number];

const logicalNames = ['HUB', 'EAST', 'WEST', 'NORTH', 'SOUTH'];
const env: Record<string, string> = Object.fromEntries(
  logicalNames.flatMap((name) => [
    [`PRODUCTION_${name}_CLIENT_ID`, `${name.toLowerCase()}-client`],
    [`PRODUCTION_${name}_CLIENT_SECRET`, `${name.toLowerCase()}-secret`],
  ]),
);

/** Without callers: only the tree matters. */
function named(id: string, changes: Partial<OrgFile> = {}): OrgFile {
  const parent = id === 'hub' ? null : 'hub';
  return { ...org(id, parent), name: id, callers: null, ...changes };
}

describe('rollcall discover', function () {
  this.timeout(30_000);
  let simulator: RunningSimulator;
  let terminal: RecordingTerminal;
  let folder: string;
  const rollcall = (...args: string[]): Promise<number> => run(args, { env, terminal });
  const manifest = (): string => readFileSync(join(folder, 'manifest.yaml'), 'utf8');
  const production = (): string =>
    readFileSync(join(folder, 'environments/production.yaml'), 'utf8');

  async function become(...orgs: OrgFile[]): Promise<void> {
    const body = JSON.stringify(sampleWorld({ orgs }));
    const answer = await fetch(`${simulator.url}/_sim/world`, { method: 'POST', body });
    assert.equal(answer.status, 200, await answer.clone().text());
  }

  async function begin(...more: string[]): Promise<number> {
    const platform = ['--platform', 'guide', '--base-url', simulator.url, '--simulated'];
    const target = ['--credentials', 'env:PRODUCTION_HUB', '--out', folder];
    return rollcall('discover', ...platform, ...target, ...more);
  }

  before(async () => {
    simulator = await startSimulator({ port: 0, frozen: true });
  });
  after(async () => {
    await simulator.close();
    removeFolders();
  });
  beforeEach(async () => {
    terminal = recordingTerminal();
    folder = temporaryFolder();
    await become(
      named('hub'),
      named('east', { region: 'us-east-1', businessUnit: 'retail' }),
      named('west', { region: 'us-west-1', businessUnit: 'retail' }),
    );
  });

  it('writes a configuration to begin with, by region, that validates', async () => {
    assert.equal(await begin(), 0);
    const result = await validateFolder(folder);
    assert.ok(result.ok, JSON.stringify(result));
    assert.deepEqual(
      result.release.groups.map(({ name, orgIds, dependsOn }) => [name, orgIds, dependsOn]),
      [
        ['global_shared', ['hub'], []],
        ['us-east-1', ['east'], ['global_shared']],
        ['us-west-1', ['west'], ['global_shared']],
      ],
    );
    const { east, hub } = result.release.environments['production']?.orgs ?? {};
    assert.deepEqual([hub?.parent, east?.parent, east?.realOrgId], [null, 'hub', 'east']);
    assert.deepEqual(
      [hub?.credentials, east?.credentials],
      ['env:PRODUCTION_HUB', 'env:PRODUCTION_EAST'],
    );
    assert.equal(await rollcall('validate', folder), 0);
    assert.equal(await rollcall('discover', folder), 0);
    assert.match(terminal.lines.at(-1) ?? '', /production is as the platform says: 3 orgs/);
  });

  it('groups by business unit', async () => {
    assert.equal(await begin('--by', 'business_unit'), 0);
    const result = await validateFolder(folder);
    assert.ok(result.ok);
    assert.deepEqual(
      result.release.groups.map(({ name, orgIds }) => [name, orgIds]),
      [
        ['global_shared', ['hub']],
        ['retail', ['east', 'west']],
      ],
    );
  });

  it('does not write over a configuration, and says what is missing', async () => {
    assert.equal(await begin(), 0);
    assert.equal(await begin(), 2);
    assert.match(terminal.errors[0] ?? '', /--out: .* has manifest\.yaml already/);
    assert.equal(await rollcall('discover', '--platform', 'guide'), 2);
    assert.match(terminal.errors[1] ?? '', /--base-url: is missing/);
    assert.equal(await rollcall('discover', folder, '--environment', 'nowhere'), 2);
  });

  it('sends no credentials in the clear to another machine', async () => {
    const where = ['--credentials', 'env:PRODUCTION_HUB', '--out', folder];
    for (const address of ['http://api.example.com', 'HTTP://api.example.com']) {
      const platform = ['--platform', 'guide', '--base-url', address];
      assert.equal(await rollcall('discover', ...platform, ...where), 2);
      assert.match(terminal.errors.at(-1) ?? '', /--base-url: (credentials need https|must be)/);
    }
  });

  it('proposes what differs with file and line, and writes nothing unless told to', async () => {
    await begin();
    const path = join(folder, 'environments/production.yaml');
    writeFileSync(path, production().replace('not_here:', '# kept by hand\nnot_here:'));
    await become(
      named('hub', { name: 'Head Office' }),
      named('east', { enabled: false }),
      named('north', { region: 'us-east-1' }),
      named('south', { region: 'eu-1', parentOrgId: 'north' }),
    );
    const [manifestBefore, productionBefore] = [manifest(), production()];
    assert.equal(await rollcall('discover', folder), 10);
    assert.deepEqual([manifest(), production()], [manifestBefore, productionBefore]);
    const said = terminal.errors.join('\n');
    assert.match(said, /production\.yaml:7: orgs\.hub\.name: "hub" is called "Head Office"/);
    assert.match(said, /production\.yaml:8: orgs\.east: "east" is disabled .* not_here/);
    assert.match(said, /production\.yaml:9: orgs\.west: the platform's tree has no org "west"/);
    assert.match(said, /production\.yaml:6: orgs\.north: "north" is new .* joins us-east-1/);
    assert.match(said, /orgs\.south: "south" is new .* joins eu-1_2/);
    assert.match(terminal.lines.join('\n'), /^manifest\.yaml\n/m);
  });

  it('writes in place, keeps every other line, and then has nothing to propose', async () => {
    await begin();
    const path = join(folder, 'environments/production.yaml');
    writeFileSync(path, production().replace('not_here:', '# kept by hand\nnot_here:'));
    await become(
      named('hub', { name: 'Head Office' }),
      named('east', { enabled: false }),
      named('west'),
      named('north', { region: 'us-east-1' }),
    );
    const before = production().split('\n');
    assert.equal(await rollcall('discover', folder, '--write'), 0, terminal.errors.join('\n'));
    const after = production().split('\n');
    assert.ok(after.includes('# kept by hand'));
    const touched = before.filter((line) => !after.includes(line));
    assert.deepEqual(
      touched.map((line) => line.trim().split(':')[0]),
      ['hub', 'east', 'not_here'],
    );
    assert.match(manifest(), /org_ids: \[east, north\]/);
    const result = await validateFolder(folder);
    assert.ok(result.ok, JSON.stringify(result));
    const { north } = result.release.environments['production']?.orgs ?? {};
    assert.deepEqual([north?.parent, north?.credentials], ['hub', 'env:PRODUCTION_NORTH']);
    terminal = recordingTerminal();
    assert.equal(await rollcall('discover', folder), 0, terminal.errors.join('\n'));

    // Enabled again: it is mapped again, without another entry in the manifest.
    await become(
      named('hub', { name: 'Head Office' }),
      named('east'),
      named('west'),
      named('north'),
    );
    const manifestBefore = manifest();
    assert.equal(await rollcall('discover', folder, '--write'), 0, terminal.errors.join('\n'));
    assert.equal(manifest(), manifestBefore);
    assert.match(production(), /not_here: \[\]/);
    assert.ok((await validateFolder(folder)).ok);
  });

  it('sees that an org moved: under another parent, or out of every tree', async () => {
    await become(named('hub'), named('east'), named('west', { parentOrgId: 'east' }));
    await begin();
    await become(named('hub'), named('east'), named('west'));
    assert.equal(await rollcall('discover', folder, '--write'), 0, terminal.errors.join('\n'));
    assert.match(terminal.errors.join('\n'), /orgs\.west\.parent: "west" is under "hub"/);
    assert.match(production(), /west, parent: hub/);
    await become(named('hub'), named('east'), named('west', { parentOrgId: null, type: 'parent' }));
    assert.equal(await rollcall('discover', folder, '--write'), 0, terminal.errors.join('\n'));
    assert.match(terminal.errors.join('\n'), /orgs\.west\.parent: "west" is without a parent/);
    assert.doesNotMatch(production(), /west, parent/);
    assert.ok((await validateFolder(folder)).ok);
  });

  it('leaves to a person what it cannot decide: a parent that goes while its subs stay', async () => {
    await become(named('hub'), named('east'), named('west', { parentOrgId: 'east' }));
    await begin();
    await become(
      named('hub'),
      named('east', { enabled: false }),
      named('west', { parentOrgId: 'east' }),
    );
    assert.equal(await rollcall('discover', folder, '--write', '--json'), 10);
    assert.match(terminal.errors.join('\n'), /is the parent of west: give them another parent/);
    const last = JSON.parse(terminal.lines.at(-1) ?? '') as { files: string[] };
    assert.deepEqual(last.files, []);
  });
});
