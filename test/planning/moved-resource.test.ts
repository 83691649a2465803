import assert from 'node:assert/strict';
import { join } from 'node:path';

import type { ActivityDeps } from '../../src/activities/deps.js';
import { Loaded } from '../../src/planning/loaded.js';
import { planOrg } from '../../src/planning/plan-org.js';
import { basesOf, survey } from '../../src/planning/survey.js';
import { groupTiers } from '../../src/domain/graph.js';
import { advanceBases } from '../../src/domain/base.js';
import type { ResourcePlan } from '../../src/domain/org-plan.js';
import { createGitLedger, openGitLedger } from '../../src/ledger/git-ledger.js';
import type { Ledger } from '../../src/ledger/port.js';
import { createPlatforms } from '../../src/platforms/index.js';
import { createSecretProvider } from '../../src/secrets/providers.js';
import { simulate } from '../platforms/guide/simulated.js';
import type { Simulated } from '../platforms/guide/simulated.js';
import { releaseOf, removeFolders, soundFiles, temporaryFolder } from '../release/fixture.js';

describe('a resource that is renamed', () => {
  let simulated: Simulated;
  let deps: ActivityDeps;
  let ledger: Ledger;

  before(async () => {
    simulated = await simulate();
    const repository = join(temporaryFolder(), 'ledger.git');
    await createGitLedger(repository);
    ledger = await openGitLedger({ repository });
    const env = { EAST_CLIENT_ID: 'east-client', EAST_CLIENT_SECRET: 'east-secret' };
    const platforms = createPlatforms({ secrets: createSecretProvider({ env }) });
    // A survey and a plan ask for nothing else.
    deps = { ledger, platforms } as unknown as ActivityDeps;
    await planned('main', 'Support');
    await recordBases();
  });
  after(async () => {
    await simulated.close();
    removeFolders();
  });

  function loadedWith(resource: string, displayName: string): Loaded {
    const environment = (soundFiles['environments/test.yaml'] ?? '')
      .replace('http://127.0.0.1:4010/', simulated.url)
      .replace('org_id: real-1', 'org_id: east')
      .replace('file:test/sub_1', 'env:EAST')
      // The template below uses no variables.
      .replace(/^(variables|groups): .*\n/gm, '')
      .replace(', variables: { WEIGHT: 100 }', '');
    const release = releaseOf({
      'environments/test.yaml': environment,
      'components/routing.yaml': `resources:\n  - { kind: queue, template: templates/main.yaml, name: ${resource} }\n`,
      'templates/main.yaml': `name: ${displayName}\n`,
      'templates/routing.json': null,
    });
    assert.ok(release.environments['test']);
    return new Loaded(deps, release, release.environments['test']);
  }

  async function planned(resource: string, displayName: string): Promise<ResourcePlan> {
    const loaded = loadedWith(resource, displayName);
    const surveyed = await survey(deps, loaded, ['sub_1'], {});
    const [plan] = planOrg(loaded, surveyed, 'sub_1').resources;
    assert.ok(plan);
    return plan;
  }

  /** As the close of a first rollout does, which found everything as it should be. */
  async function recordBases(): Promise<void> {
    const loaded = loadedWith('main', 'Support');
    const surveyed = await survey(deps, loaded, ['sub_1'], {});
    const found = surveyed.get('sub_1');
    const plan = planOrg(loaded, surveyed, 'sub_1');
    const live = [...(found?.live.values() ?? [])];
    const bases = advanceBases({ bases: {}, plan, live });
    assert.deepEqual(Object.keys(bases), ['region/queue/main']);
    await ledger.writeBases({ environment: 'test', org: 'sub_1' }, bases, 'test');
  }

  const rename = [{ path: '/name', from: 'Support', to: 'Front desk' }];

  it('for people is a modification of its name, with a base', async () => {
    const { action, id, changes } = await planned('main', 'Front desk');
    assert.deepEqual(
      { action, id, changes },
      { action: 'modified', id: 'east-queue', changes: rename },
    );
  });

  it('in its key stays the same, by moved_from', async () => {
    const same = await planned('front, moved_from: [main]', 'Support');
    assert.deepEqual(
      [same.key, same.action, same.id],
      ['region/queue/front', 'unchanged', 'east-queue'],
    );
    const both = await planned('front, moved_from: [older, region/queue/main]', 'Front desk');
    assert.deepEqual([both.action, both.id, both.changes], ['modified', 'east-queue', rename]);
  });

  it('in its key without moved_from is another one', async () => {
    const { action, id } = await planned('front', 'Front desk');
    assert.deepEqual([action, id], ['added', null]);
  });

  it('is in a group whose order is the same by whatever asks for it', () => {
    const loaded = loadedWith('main', 'Support');
    assert.deepEqual(groupTiers(loaded).flat(), loaded.groupOrder());
    assert.deepEqual(loaded.groupOrder().toSorted(), ['region', 'shared']);
  });

  it('has one base, under the key that it has now', async () => {
    const bases = await basesOf(deps, loadedWith('front, moved_from: [main]', 'Support'), 'sub_1');
    assert.deepEqual(Object.keys(bases), ['region/queue/front']);
  });
});
