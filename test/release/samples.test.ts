import assert from 'node:assert/strict';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { DEMO_FOLDERS, type DemoPlatform } from '../../src/cli/demo/platforms.js';
import { declares as genesysDeclares } from '../../src/platforms/genesys-cloud/kinds.js';
import { declares as guideDeclares } from '../../src/platforms/guide/routes.js';
import { declares as cxoneDeclares } from '../../src/platforms/nice-cxone/kinds.js';
import type { PlatformName, Release } from '../../src/domain/release-model.js';
import { renderOrg } from '../../src/domain/template.js';
import { validateFolder } from '../../src/release/folder.js';
import type { OrgClient } from '../../src/platforms/port.js';
import { projectRoot, removeFolders, temporaryFolder } from './fixture.js';

const DECLARES: Readonly<Record<PlatformName, OrgClient['declares']>> = {
  guide: guideDeclares,
  'genesys-cloud': genesysDeclares,
  'nice-cxone': cxoneDeclares,
};

/** A sample as the demo puts it together: `mixed` lies over the others. */
async function sample(name: Exclude<DemoPlatform, 'guide'>): Promise<Release> {
  const folder = temporaryFolder();
  for (const layer of DEMO_FOLDERS[name].sample)
    cpSync(join(projectRoot, layer), folder, { recursive: true });
  const result = await validateFolder(folder);
  assert.ok(result.ok, result.ok ? '' : JSON.stringify(result.findings, null, 1));
  return result.release;
}

describe('the samples of other platforms', () => {
  after(removeFolders);
  const samples = [
    ['genesys-cloud', ['genesys-cloud'], [2, 41, 5]],
    ['nice-cxone', ['nice-cxone'], [2, 41, 5]],
    ['mixed', ['genesys-cloud', 'guide', 'nice-cxone'], [5, 41, 7]],
  ] as const;
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
});
