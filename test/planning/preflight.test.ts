import assert from 'node:assert/strict';
import { run } from '../../src/cli/program.js';
import { Loaded } from '../../src/planning/loaded.js';
import { planFleet, type Selection } from '../../src/planning/plan-fleet.js';
import { RefusedError } from '../../src/planning/refused.js';
import { createPlatforms } from '../../src/platforms/index.js';
import { environmentOf } from '../../src/release/environment-of.js';
import { validateFolder } from '../../src/release/folder.js';
import { createSecretProvider } from '../../src/secrets/providers.js';
import { startSimulator, type RunningSimulator } from '../../src/simulator/server.js';
import type { WorldFile } from '../../src/simulator/world-file.js';
import { recordingTerminal } from '../cli/recording-terminal.js';
import { removeFolders, temporaryFolder } from '../release/fixture.js';
import { credentials, liveWorld } from '../topology/live-world.js';

/** The world after somebody has switched a resource off, or taken it away. */
function worldWithout(id: string, how: 'disabled' | 'gone'): WorldFile {
  const world = liveWorld();
  for (const { resources } of world.orgs)
    for (const list of Object.values(resources ?? {})) {
      const at = list.findIndex((one) => one.id === id);
      if (at < 0) continue;
      if (how === 'gone') list.splice(at, 1);
      else list[at] = { ...list[at], id, enabled: false };
    }
  return world;
}

describe('preflight', function () {
  this.timeout(30_000);
  let simulator: RunningSimulator;
  const folder = temporaryFolder();

  before(async () => {
    simulator = await startSimulator({ port: 0, frozen: true, world: liveWorld() });
    const terminal = recordingTerminal();
    const rollcall = (...args: string[]): Promise<number> =>
      run(args, { env: { ...credentials }, terminal });
    const platform = ['--platform', 'guide', '--base-url', simulator.url, '--simulated'];
    const target = ['--credentials', 'env:PRODUCTION_HUB', '--out', folder];
    assert.equal(await rollcall('discover', ...platform, ...target), 0);
    const orgs = ['--orgs', 'hub,east,west,north', '--write'];
    assert.equal(await rollcall('import', folder, '--environment', 'production', ...orgs), 0);
  });
  after(async () => {
    await simulator.close();
    removeFolders();
  });

  /** Every reason why nothing can be planned; none where it can. No write may have been sent by then. */
  async function reasons(world: WorldFile, selection: Selection = {}): Promise<readonly string[]> {
    const body = JSON.stringify(world);
    const posted = await fetch(`${simulator.url}/_sim/world`, { method: 'POST', body });
    assert.equal(posted.status, 200);
    const result = await validateFolder(folder);
    assert.ok(result.ok, JSON.stringify(result));
    const { release } = result;
    const deps = {
      releases: { load: async () => release },
      ledger: { readManyBases: async (addresses: readonly unknown[]) => addresses.map(() => ({})) },
      platforms: createPlatforms({ secrets: createSecretProvider({ env: credentials }) }),
    };
    const loaded = new Loaded(deps, release, environmentOf(release, 'production'));
    try {
      await planFleet(deps, loaded, selection, {});
      return [];
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      assert.match(error.message, /^nothing was written: \d+ reference\(s\) are missing/);
      return error.reasons;
    } finally {
      const journal = await fetch(`${simulator.url}/_sim/journal`);
      assert.deepEqual(((await journal.json()) as { writes: unknown[] }).writes, []);
    }
  }

  const support = 'global_shared/queue/global_support';
  const routing = 'us-east-1/strategy/regional_routing';

  it('has nothing against an enterprise in which everything is there', async () => {
    assert.deepEqual(await reasons(liveWorld()), []);
  });

  it('lists every sub whose strategy names a queue that the hub has switched off', async () => {
    assert.deepEqual(
      await reasons(worldWithout('hub-global-support', 'disabled')),
      ['east', 'west', 'north'].map(
        (org) => `${org}: ${routing} refers to ${support}, which is switched off in hub`,
      ),
    );
  });

  it('lists what is missing in the hub where the rollout does not bring it, and only then', async () => {
    const world = worldWithout('hub-global-support', 'gone');
    const missing = await reasons(world, { except: ['hub'] });
    for (const org of ['east', 'west', 'north'])
      assert.ok(missing.includes(`${org}: ${routing} refers to ${support}, which is not in hub`));
    assert.deepEqual(await reasons(world), []);
  });

  it('asks each org about its own, and names the one that lacks it', async () => {
    assert.deepEqual(await reasons(worldWithout('west-main-queue', 'disabled')), [
      `west: ${routing} refers to us-east-1/queue/main_queue, which is switched off in west`,
    ]);
  });
});
