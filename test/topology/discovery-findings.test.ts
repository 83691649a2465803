import assert from 'node:assert/strict';
import { ApplicationFailure } from '@temporalio/activity';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import type { ActivityDeps } from '../../src/activities/deps.js';
import { resolveActivities } from '../../src/activities/resolve.js';
import { run } from '../../src/cli/program.js';
import type { Finding } from '../../src/domain/release-model.js';
import { createPlatforms } from '../../src/platforms/index.js';
import { createReleaseSource } from '../../src/release/source.js';
import { createSecretProvider } from '../../src/secrets/providers.js';
import { startSimulator, type RunningSimulator } from '../../src/simulator/server.js';
import type { WorldFile } from '../../src/simulator/world-file.js';
import { recordingTerminal } from '../cli/recording-terminal.js';
import { gitIn, removeFolders, temporaryFolder } from '../release/fixture.js';
import { credentials, liveWorld } from './live-world.js';

describe("the rollout's discovery", function () {
  this.timeout(30_000);
  let simulator: RunningSimulator;
  const repository = temporaryFolder();

  before(async () => {
    simulator = await startSimulator({ port: 0, frozen: true, world: liveWorld() });
    const platform = ['--platform', 'guide', '--base-url', simulator.url, '--simulated'];
    const target = ['--credentials', 'env:PRODUCTION_HUB', '--out', repository];
    const terminal = recordingTerminal();
    const env = { ...credentials };
    assert.equal(await run(['discover', ...platform, ...target], { env, terminal }), 0);
    gitIn(repository, 'init', '--quiet');
    gitIn(repository, 'add', '--all');
    gitIn(repository, 'commit', '--quiet', '--message', 'v1');
  });
  after(async () => {
    await simulator.close();
    removeFolders();
  });

  /** What the activity finds, as the failure that the workflow gets tells it. */
  async function findings(change: (world: WorldFile) => void): Promise<readonly Finding[]> {
    const world = liveWorld();
    change(world);
    const body = JSON.stringify(world);
    const posted = await fetch(`${simulator.url}/_sim/world`, { method: 'POST', body });
    assert.equal(posted.status, 200, await posted.clone().text());
    const releases = createReleaseSource({ repository, cacheDir: temporaryFolder() });
    const platforms = createPlatforms({ secrets: createSecretProvider({ env: credentials }) });
    const { discoverOrgs } = resolveActivities({ releases, platforms } as unknown as ActivityDeps);
    const scope = {
      rolloutKey: 'r',
      environment: 'production',
      commit: await releases.resolve('HEAD'),
      ledgerId: 'l',
    };
    try {
      await new MockActivityEnvironment({}, { logger: new DefaultLogger('ERROR') }).run(
        discoverOrgs,
        { scope, timeScale: 1 },
      );
      return [];
    } catch (error) {
      assert.ok(error instanceof ApplicationFailure && error.type === 'BadInput', String(error));
      return error.details?.[0] as readonly Finding[];
    }
  }

  it('finds nothing where the tree is as the environment says', async () => {
    assert.deepEqual(await findings(() => undefined), []);
  });

  it('finds an org missing, moved and disabled, each with file and line', async () => {
    const found = await findings((world) => {
      world.orgs = world.orgs.filter(({ id }) => id !== 'north');
      for (const org of world.orgs) {
        if (org.id === 'west') org.parentOrgId = 'east';
        if (org.id === 'east') org.enabled = false;
      }
    });
    const file = 'environments/production.yaml';
    assert.deepEqual(
      found.map(({ file, line, path }) => ({ file, line, path })),
      [
        { file, line: 8, path: 'orgs.east.org_id' },
        { file, line: 9, path: 'orgs.west.parent' },
        { file, line: 10, path: 'orgs.north.org_id' },
      ],
    );
    assert.match(found[0]?.message ?? '', /is disabled on the platform/);
    assert.match(found[1]?.message ?? '', /under "east" on the platform, expected under "hub"/);
    assert.match(found[2]?.message ?? '', /tree has no org "north"/);
  });
});
