import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { makeConfigurationRepository } from '../../src/cli/demo/configuration-repository.js';
import { makeCredentials, secretsFile } from '../../src/cli/demo/identity.js';
import { demoPlatforms } from '../../src/cli/demo/platforms.js';
import { projectRoot } from '../../src/cli/demo/state-folder.js';
import { buildWorld } from '../../src/cli/demo/world.js';
import type { Release } from '../../src/domain/release-model.js';
import { renderOrg } from '../../src/domain/template.js';
import { permissionsFor } from '../../src/platforms/genesys-cloud/permissions.js';
import { createReleaseSource } from '../../src/release/source.js';
import { worldFileSchema, type ParsedWorld } from '../../src/simulator/world-file.js';

const simulatorUrl = 'http://127.0.0.1:4711';

describe("the demo's configuration repository", function () {
  this.timeout(60_000);
  let folder: string;
  let releases: Record<'v2.0.0' | 'v2.1.0' | 'v2.1.0-bad-flow', Release>;

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'rollcall-demo-'));
    await makeConfigurationRepository({
      folder,
      projectRoot,
      addresses: { guide: { base_url: simulatorUrl } },
    });
    const source = createReleaseSource({
      repository: folder,
      subfolder: 'config',
      cacheDir: folder,
    });
    const load = async (tag: string): Promise<Release> => source.load(await source.resolve(tag));
    releases = {
      'v2.0.0': await load('v2.0.0'),
      'v2.1.0': await load('v2.1.0'),
      'v2.1.0-bad-flow': await load('v2.1.0-bad-flow'),
    };
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it('points every org of every release to the simulator', () => {
    for (const release of Object.values(releases)) {
      for (const environment of Object.values(release.environments)) {
        const urls = Object.values(environment.orgs).map(({ baseUrl }) => baseUrl);
        assert.deepEqual([...new Set(urls)], [simulatorUrl]);
      }
    }
  });

  it('has three releases, of which the bad one leaves the hub as v2.0.0 has it', () => {
    const digests = Object.values(releases).map(({ digest }) => digest);
    assert.equal(new Set(digests).size, 3);
    const differing = (a: Release, b: Release): string[] =>
      Object.keys({ ...a.templates, ...b.templates }).filter(
        (file) => JSON.stringify(a.templates[file]) !== JSON.stringify(b.templates[file]),
      );
    assert.deepEqual(differing(releases['v2.0.0'], releases['v2.1.0-bad-flow']), [
      'templates/regional_routing/regional_ivr.json',
    ]);
    assert.ok(differing(releases['v2.0.0'], releases['v2.1.0']).length > 3);
  });

  it('has every release on main, under a tag: production takes nothing else', async () => {
    const source = createReleaseSource({
      repository: folder,
      subfolder: 'config',
      cacheDir: folder,
    });
    const { operations, found } = await source.operations();
    assert.ok(found);
    assert.equal(operations.accepts['production'], 'tag');
    for (const [tag, { commit }] of Object.entries(releases)) {
      const { onProtectedBranch, tags } = await source.provenance(commit);
      assert.ok(onProtectedBranch, tag);
      assert.deepEqual(
        tags.map(({ name }) => name),
        [tag],
      );
    }
  });

  describe('and the world made of it', () => {
    let world: ParsedWorld;

    before(() => {
      const release = releases['v2.0.0'];
      const environment = release.environments['production'];
      assert.ok(environment);
      const credentials = makeCredentials(environment);
      world = worldFileSchema.parse(buildWorld({ release, environment, credentials, seed: 7 }));
      const secrets = JSON.parse(secretsFile(environment, credentials)) as Record<string, object>;
      assert.deepEqual(Object.keys(secrets[`production/org_sub_002`] ?? {}), [
        'client_id',
        'client_secret',
      ]);
    });

    it('has the hub and 40 subs below it, each with callers and a client of its own', () => {
      assert.equal(world.orgs.length, 41);
      assert.equal(world.seed, 7);
      const [hub, ...subs] = world.orgs;
      assert.equal(hub?.type, 'parent');
      for (const sub of subs) {
        assert.equal(sub.parentOrgId, hub?.id);
        assert.equal(sub.clients.length, 1);
        assert.ok(
          sub.callers !== null && sub.callers.perMinute >= 90 && sub.callers.perMinute <= 110,
        );
      }
    });

    it('has no variable and no symbolic reference left, and refers to what is there', () => {
      const text = JSON.stringify(world);
      assert.ok(!text.includes('{{'));
      assert.ok(!text.includes('"ref"'));
      const ids = new Set(
        world.orgs.flatMap((org) =>
          Object.values(org.resources)
            .flat()
            .map(({ id }) => id),
        ),
      );
      for (const org of world.orgs) {
        assert.ok(ids.has(org.callers?.entryFlowId ?? ''), org.name);
        for (const strategy of org.resources.strategy ?? []) {
          for (const target of strategy['targets'] as { id: string }[])
            assert.ok(ids.has(target.id));
        }
      }
    });

    it('has agents for the calls, and for those that overflow to the hub', () => {
      const agentsOf = (org: ParsedWorld['orgs'][number] | undefined): number[] =>
        Object.values(org?.queues ?? {}).map(({ agents }) => agents);
      const [hub, ...subs] = world.orgs;
      for (const sub of subs) {
        const erlangs = (sub.callers?.perMinute ?? 0) * 4;
        const [agents = 0] = agentsOf(sub);
        assert.ok(Math.abs(erlangs / agents - 0.87) < 0.01, sub.name);
      }
      // A tenth of 40 subs' calls, and all of the hub's own.
      assert.ok(Math.max(...agentsOf(hub)) > 1_500);
      assert.ok(agentsOf(hub).every((agents) => agents > 200));
    });
  });
});

describe('the demo on the vendors’ own shapes', function () {
  this.timeout(60_000);
  const addresses = {
    guide: { base_url: simulatorUrl },
    'genesys-cloud': {
      base_url: 'http://127.0.0.1:4712',
      login_url: 'http://127.0.0.1:4713',
    },
    'nice-cxone': { base_url: 'http://127.0.0.1:4714' },
  };

  for (const platform of demoPlatforms)
    it(`${platform}: has three releases, and a world whose callers reach agents`, async () => {
      const folder = await mkdtemp(path.join(tmpdir(), 'rollcall-demo-'));
      try {
        await makeConfigurationRepository({ folder, projectRoot, addresses, platform });
        const source = createReleaseSource({
          repository: folder,
          subfolder: 'config',
          cacheDir: folder,
        });
        const digests = new Set<string>();
        for (const tag of ['v2.0.0', 'v2.1.0-bad-flow', 'v2.1.0'])
          digests.add((await source.load(await source.resolve(tag))).digest);
        assert.equal(digests.size, 3);
        const release = await source.load(await source.resolve('v2.0.0'));
        const good = await source.load(await source.resolve('v2.1.0'));
        const environment = release.environments['production'];
        assert.ok(environment);
        const credentials = makeCredentials(environment);
        const { orgs } = worldFileSchema.parse(
          buildWorld({ release, environment, credentials, seed: 1 }),
        );
        const platforms = new Set(orgs.map((org) => org.platform));
        assert.deepEqual(
          [...platforms].toSorted(),
          platform === 'mixed' ? ['genesys-cloud', 'guide', 'nice-cxone'] : [platform],
        );
        for (const org of orgs) {
          if (org.platform === 'genesys-cloud') {
            const { resources } = renderOrg({ release: good, environment, org: org.name });
            const least = permissionsFor(new Set(resources.map(({ kind }) => kind)));
            assert.deepEqual(org.clients[0]?.scopes.toSorted(), least, org.name);
          }
          assert.ok(org.callers !== null, `nobody calls ${org.name}`);
          const agents = Object.values(org.queues).map((queue) => queue.agents);
          assert.ok(
            agents.reduce((sum, count) => sum + count, 0) >= org.callers.perMinute * 4,
            `${org.name} has ${agents.join(' and ')} agents`,
          );
        }
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    });
});
