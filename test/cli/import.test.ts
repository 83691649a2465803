import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { run } from '../../src/cli/program.js';
import type { OrgPlan } from '../../src/domain/org-plan.js';
import { Loaded } from '../../src/planning/loaded.js';
import { planFleet } from '../../src/planning/plan-fleet.js';
import { createPlatforms } from '../../src/platforms/index.js';
import { environmentOf } from '../../src/release/environment-of.js';
import { validateFolder } from '../../src/release/folder.js';
import { createSecretProvider } from '../../src/secrets/providers.js';
import { startSimulator, type RunningSimulator } from '../../src/simulator/server.js';
import { removeFolders, temporaryFolder } from '../release/fixture.js';
import { credentials, liveWorld } from '../topology/live-world.js';
import { recordingTerminal, type RecordingTerminal } from './recording-terminal.js';

describe('rollcall import', function () {
  this.timeout(30_000);
  let simulator: RunningSimulator;
  let terminal: RecordingTerminal;
  let folder: string;
  const rollcall = (...args: string[]): Promise<number> =>
    run(args, { env: { ...credentials }, terminal });

  before(async () => {
    simulator = await startSimulator({ port: 0, frozen: true, world: liveWorld() });
  });
  after(async () => {
    await simulator.close();
    removeFolders();
  });
  beforeEach(async () => {
    terminal = recordingTerminal();
    folder = temporaryFolder();
    const platform = ['--platform', 'guide', '--base-url', simulator.url, '--simulated'];
    const target = ['--credentials', 'env:PRODUCTION_HUB', '--out', folder];
    assert.equal(await rollcall('discover', ...platform, ...target), 0, terminal.errors.join('\n'));
  });

  const importing = (...more: string[]): Promise<number> =>
    rollcall('import', folder, '--environment', 'production', ...more);
  const yaml = (file: string): unknown => parse(readFileSync(join(folder, file), 'utf8'));
  const all = ['--orgs', 'hub,east,west,north', '--write'];

  /** What a rollout would do now, by org. */
  async function plans(): Promise<ReadonlyMap<string, OrgPlan>> {
    const result = await validateFolder(folder);
    assert.ok(result.ok, JSON.stringify(result));
    const { release } = result;
    const deps = {
      releases: { load: async () => release },
      ledger: { readManyBases: async (addresses: readonly unknown[]) => addresses.map(() => ({})) },
      platforms: createPlatforms({ secrets: createSecretProvider({ env: credentials }) }),
    };
    const loaded = new Loaded(deps, release, environmentOf(release, 'production'));
    return (await planFleet(deps, loaded, {}, {})).plans;
  }

  it('makes a configuration without findings, and planning straight after changes nothing', async () => {
    assert.equal(await importing(...all), 0, terminal.errors.join('\n'));
    assert.equal(await rollcall('validate', folder), 0, terminal.errors.join('\n'));
    const planned = await plans();
    assert.equal(planned.size, 4);
    for (const [org, { resources }] of planned) {
      assert.ok(resources.length >= (org === 'hub' ? 1 : 5), org);
      for (const { key, action, changes, held } of resources)
        assert.deepEqual(
          { key, action, changes, held },
          {
            key,
            action: 'unchanged',
            changes: [],
            held: [],
          },
        );
    }
  });

  it('writes equal values as they are, scalars that differ as variables, ids as references', async () => {
    await importing(...all);
    const strategy = yaml('templates/us-east-1_strategy/strategy_regional_routing.yaml');
    assert.deepEqual(strategy, {
      name: 'Regional Routing',
      settings: { enabled: true },
      targets: [
        {
          type: 'Queue',
          id: { ref: 'us-east-1/queue/main_queue' },
          weight: '{{STRATEGY_REGIONAL_ROUTING_TARGETS_0_WEIGHT}}',
          priority: 1,
        },
        {
          type: 'Queue',
          id: { ref: 'global_shared/queue/global_support' },
          weight: 0,
          priority: 2,
        },
      ],
    });
    const environment = yaml('environments/production.yaml') as {
      groups: Record<string, { variables: Record<string, unknown> }>;
      orgs: Record<string, { variables?: Record<string, unknown>; overrides?: unknown }>;
    };
    const group = environment.groups['us-east-1']?.variables ?? {};
    assert.equal(group['STRATEGY_REGIONAL_ROUTING_TARGETS_0_WEIGHT'], 100);
    assert.equal(group['TRUNK_TRUNK_SETTINGS_CHANNELS'], 100);
    const { west, north } = environment.orgs;
    assert.equal(west?.variables?.['STRATEGY_REGIONAL_ROUTING_TARGETS_0_WEIGHT'], 80);
    assert.equal(west?.variables?.['TRUNK_TRUNK_SETTINGS_CHANNELS'], 200);
    assert.equal(north?.variables?.['TRUNK_TRUNK_SETTINGS_CHANNELS'], undefined);
    const flow = yaml('templates/us-east-1_flow/flow_welcome_1.yaml') as {
      blocks: { properties: Record<string, unknown> }[];
    };
    // What an org is called is a variable that every template has.
    assert.equal(flow.blocks[0]?.properties['value'], '{{ORG}}');
    assert.equal(
      flow.blocks[0]?.properties['recorded'],
      '{{FLOW_WELCOME_1_BLOCKS_0_PROPERTIES_RECORDED}}',
    );
  });

  it('makes overrides of what differs in structure', async () => {
    await importing(...all);
    const queue = yaml('templates/us-east-1_queue/queue_main_queue.yaml');
    assert.deepEqual(queue, {
      name: 'Main Queue',
      enabled: true,
      description: '{{QUEUE_MAIN_QUEUE_DESCRIPTION}}',
      members: ['ann'],
    });
    const { orgs } = yaml('environments/production.yaml') as {
      orgs: Record<string, { overrides?: Record<string, unknown> }>;
    };
    assert.deepEqual(orgs['west']?.overrides?.['queue/main_queue'], {
      members: ['ann', 'bob', 'cy'],
    });
    assert.deepEqual(orgs['east']?.overrides?.['queue/main_queue'], {
      overflow: { afterSeconds: 30 },
    });
    assert.equal(orgs['north']?.overrides?.['queue/main_queue'], undefined);
    // A merge patch would add to a keyed list and take nothing away: every org brings its own.
    for (const org of ['east', 'west', 'north'])
      assert.match(JSON.stringify(orgs[org]?.overrides?.['flow/welcome_1']), /hints/, org);
  });

  it('keeps addresses, numbers and secrets out of templates, and lists what is left out', async () => {
    await importing(...all);
    const trunk = readFileSync(join(folder, 'templates/us-east-1_trunk/trunk_trunk.yaml'), 'utf8');
    assert.doesNotMatch(trunk, /555|example\.com|hunter|password/);
    assert.match(trunk, /carrier: alder/);
    for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' }))
      if (file.endsWith('.yaml'))
        assert.doesNotMatch(readFileSync(join(folder, file), 'utf8'), /hunter/, file);
    const said = terminal.errors.join('\n');
    assert.match(said, /left out: trunk\/trunk sip\.password: is secret by its name/);
    assert.match(said, /left out: queue\/Only West: is only in west/);
    assert.match(said, /left out: flow\/welcome_1 motd: a template would take it for a variable/);
    assert.doesNotMatch(said, /selfUri|dateCreated|version/);
  });

  it('gives two names that normalise alike keys of their own', async () => {
    await importing(...all);
    const component = yaml('components/us-east-1_queue.yaml') as { resources: { name: string }[] };
    assert.deepEqual(
      component.resources.map(({ name }) => name),
      ['main_queue', 'main_queue_2'],
    );
  });

  it('imports what is left, and refers to what is managed already', async () => {
    assert.equal(await importing('--orgs', 'hub', '--write'), 0);
    const kinds = ['--kinds', 'queue', '--write', '--components-by', 'group'];
    assert.equal(await importing('--group', 'us-east-1', ...kinds), 0);
    assert.equal(await importing('--group', 'us-east-1', '--write'), 0, terminal.errors.join('\n'));
    const { deployment_targets: targets } = yaml('manifest.yaml') as {
      deployment_targets: { components: string[] }[];
    };
    assert.deepEqual(
      targets.map(({ components }) => components),
      [
        ['global_shared_queue'],
        ['us-east-1', 'us-east-1_flow', 'us-east-1_strategy', 'us-east-1_trunk'],
      ],
    );
    for (const { resources } of (await plans()).values())
      assert.ok(resources.every(({ action }) => action === 'unchanged'));
  });

  it('writes ids of what has no key as variables, and plans empty all the same', async () => {
    const only = ['--kinds', 'strategy', '--orgs', 'east,west,north', '--write'];
    assert.equal(await importing(...only), 0, terminal.errors.join('\n'));
    const text = readFileSync(
      join(folder, 'templates/us-east-1_strategy/strategy_regional_routing.yaml'),
      'utf8',
    );
    assert.doesNotMatch(text, /ref:|hub-global-support|main-queue/);
    for (const { resources } of (await plans()).values())
      assert.ok(resources.every(({ action }) => action === 'unchanged'));
  });

  it('writes words that the configuration refuses without quotes in quotes', async () => {
    const { orgs, ...world } = liveWorld();
    const words = { skill: 'yes', music: 'off', code: '1_000', nested: { no: 'on' } };
    const worded = orgs.map((org) => ({
      ...org,
      region: 'no',
      resources: {
        queue: [
          {
            id: `${org.id}-q`,
            name: 'On',
            enabled: true,
            ...words,
            own: org.id === 'east' ? 'no' : 'yes',
          },
          { id: `${org.id}-r`, name: 'Refers', enabled: true, ref: 'flow/x' },
        ],
      },
    }));
    const other = await startSimulator({
      port: 0,
      frozen: true,
      world: { ...world, orgs: worded },
    });
    try {
      const target = join(temporaryFolder(), 'new');
      const platform = ['--platform', 'guide', '--base-url', other.url, '--simulated'];
      const credential = ['--credentials', 'env:PRODUCTION_HUB', '--out', target];
      assert.equal(await rollcall('discover', ...platform, ...credential), 0);
      const said = (): string => terminal.errors.join('\n');
      assert.equal(
        await rollcall('import', target, '--environment', 'production', ...all),
        0,
        said(),
      );
      assert.match(said(), /left out: queue\/Refers: has a member `ref`/);
      assert.equal(await rollcall('validate', target), 0, said());
    } finally {
      await other.close();
    }
  });

  it('writes nothing unless told where, and into another folder when told so', async () => {
    assert.equal(await importing('--orgs', 'hub'), 0);
    assert.ok(!existsSync(join(folder, 'components')));
    assert.match(terminal.lines.join('\n'), /nothing is written without --write or --out/);
    const out = temporaryFolder();
    assert.equal(await importing('--orgs', 'hub', '--out', out), 0);
    assert.ok(!existsSync(join(folder, 'components')));
    assert.ok(existsSync(join(out, 'components/global_shared_queue.yaml')));
    assert.ok(existsSync(join(out, 'manifest.yaml')));
  });

  it('names what it cannot work with', async () => {
    assert.equal(await importing('--orgs', 'eest'), 2);
    assert.equal(await importing('--group', 'nowhere'), 2);
    assert.equal(await importing('--orgs', 'hub', '--kinds', 'queues'), 2);
    assert.equal(await importing(), 2);
    const said = terminal.errors.join('\n');
    assert.match(said, /--orgs: "eest" is no org of production\. Did you mean "east"/);
    assert.match(said, /--group: there is no group "nowhere"/);
    assert.match(said, /--kinds: there is no kind "queues"\. Did you mean "queue"/);
    assert.match(said, /--orgs: is missing/);
  });
});
