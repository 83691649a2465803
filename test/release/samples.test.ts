import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { declares as genesysDeclares } from '../../src/platforms/genesys-cloud/kinds.js';
import { declares as guideDeclares } from '../../src/platforms/guide/routes.js';
import { declares as cxoneDeclares } from '../../src/platforms/nice-cxone/kinds.js';
import type { PlatformName, Release } from '../../src/domain/release-model.js';
import { renderOrg } from '../../src/domain/template.js';
import { validateFolder } from '../../src/release/folder.js';
import type { OrgClient } from '../../src/platforms/port.js';
import { projectRoot } from './fixture.js';

const DECLARES: Readonly<Record<PlatformName, OrgClient['declares']>> = {
  guide: guideDeclares,
  'genesys-cloud': genesysDeclares,
  'nice-cxone': cxoneDeclares,
};

async function sample(name: string): Promise<Release> {
  const result = await validateFolder(join(projectRoot, 'samples', name));
  assert.ok(result.ok, result.ok ? '' : JSON.stringify(result.findings, null, 1));
  return result.release;
}

/** Paths below a folder of a sample, sorted. */
function filesOf(name: string, folder: string): string[] {
  const root = join(projectRoot, 'samples', name, folder);
  const entries = readdirSync(root, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .toSorted();
}

describe('the samples of other platforms', () => {
  const samples: readonly [string, readonly PlatformName[], readonly number[]][] = [
    ['genesys-cloud', ['genesys-cloud'], [3, 21, 5]],
    ['nice-cxone', ['nice-cxone'], [3, 21, 5]],
    ['mixed', ['genesys-cloud', 'guide', 'nice-cxone'], [6, 27, 15]],
  ];
  for (const [name, platforms, counts] of samples) {
    it(`compile where they stand: ${name}`, async () => {
      const { environments } = await sample(name);
      const found = Object.values(environments).flatMap(({ orgs }) => Object.values(orgs));
      assert.deepEqual([...new Set(found.map(({ platform }) => platform))].toSorted(), platforms);
      assert.deepEqual(
        ['development', 'production', 'staging'].map(
          (of) => Object.keys(environments[of]?.orgs ?? {}).length,
        ),
        counts,
      );
    });

    it(`name only kinds that each org’s platform has, and allow what none of them guards: ${name}`, async () => {
      const release = await sample(name);
      const { allowBestEffort = [] } = release.policy;
      const unguarded = new Set<string>();
      for (const environment of Object.values(release.environments))
        for (const { org, platform } of Object.values(environment.orgs)) {
          const { resources, findings } = renderOrg({ release, environment, org });
          assert.deepEqual(findings, []);
          assert.ok(resources.length > 0, org);
          for (const { kind, key } of resources) {
            const declared = DECLARES[platform](kind);
            assert.ok(declared !== null, `${platform} has no ${key}`);
            if (declared.concurrency === 'none') unguarded.add(kind);
          }
        }
      assert.deepEqual([...(allowBestEffort as string[])].toSorted(), [...unguarded].toSorted());
    });
  }

  it('say the same side by side as each by itself', () => {
    for (const name of ['genesys-cloud', 'nice-cxone'])
      for (const folder of ['components', 'templates'])
        for (const file of filesOf(name, folder)) {
          const [own, mixed] = [name, 'mixed'].map((of) =>
            readFileSync(join(projectRoot, 'samples', of, folder, file), 'utf8'),
          );
          assert.equal(own, mixed, `${folder}/${file}`);
        }
    const shared = ['genesys-cloud', 'nice-cxone'].flatMap((of) => filesOf(of, 'templates'));
    const others = filesOf('mixed', 'templates').filter((file) => !shared.includes(file));
    assert.ok(others.every((file) => file.startsWith('guide/')) && others.length > 0);
  });
});
