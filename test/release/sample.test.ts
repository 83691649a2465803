import assert from 'node:assert/strict';
import { join } from 'node:path';

import { groupTiers, resourceLayers } from '../../src/domain/graph.js';
import { isJsonObject } from '../../src/domain/json.js';
import type { Json } from '../../src/domain/json.js';
import type { Release, RenderedResource } from '../../src/domain/release-model.js';
import { keysOf } from '../../src/domain/resource-key.js';
import { renderOrg } from '../../src/domain/template.js';
import { environmentOf } from '../../src/release/environment-of.js';
import { validateFolder, workingTree } from '../../src/release/folder.js';
import { layOver, projectRoot, removeFolders, temporaryFolder } from './fixture.js';

async function sample(...overlays: string[]): Promise<Release> {
  const folder = temporaryFolder();
  layOver(folder, overlays);
  const result = await validateFolder(folder);
  assert.ok(result.ok, result.ok ? '' : JSON.stringify(result.findings, null, 1));
  return result.release;
}

function render(release: Release, environment: string, org: string): RenderedResource[] {
  const named = environmentOf(release, environment);
  const { resources, findings } = renderOrg({ release, environment: named, org });
  assert.deepEqual(findings, []);
  return resources;
}

function bodyOf(resources: readonly RenderedResource[], key: string): Record<string, Json> {
  const body = resources.find((resource) => resource.key === key)?.body;
  assert.ok(isJsonObject(body), key);
  return body;
}

function hubTemplates(release: Release): Json {
  const names = release.groups[0]?.components ?? [];
  const resources = names.flatMap((name) => release.components[name]?.resources ?? []);
  return resources.map(({ template }) => release.templates[template] ?? null);
}

describe('the sample configuration', () => {
  after(removeFolders);

  it('compiles where it stands', async () => {
    const result = await validateFolder(join(projectRoot, 'config'));
    assert.ok(result.ok);
    assert.equal(result.release.commit, workingTree);
    assert.match(result.release.digest, /^[0-9a-f]{64}$/);
    const counts = Object.values(result.release.environments).map(({ name, orgs, notHere }) => [
      name,
      Object.keys(orgs).length,
      notHere.length,
    ]);
    assert.deepEqual(counts, [
      ['development', 3, 38],
      ['production', 41, 0],
      ['staging', 5, 36],
    ]);
  });

  it('has ten subs in each stratum of region and carrier', async () => {
    const { orgs } = environmentOf(await sample(), 'production');
    const strata = new Map<string, number>();
    for (const { parent, region, carrier } of Object.values(orgs))
      if (parent !== null)
        strata.set(`${region}/${carrier}`, (strata.get(`${region}/${carrier}`) ?? 0) + 1);
    assert.deepEqual([...strata.values()], [10, 10, 10, 10]);
  });

  it('renders one template for every environment and region', async () => {
    const release = await sample();
    const key = 'eu_central/trunk/primary';
    const production = bodyOf(render(release, 'production', 'org_sub_032'), key);
    const staging = bodyOf(render(release, 'staging', 'org_sub_032'), key);
    assert.deepEqual(production['settings'], { channels: 500, region: 'eu_central' });
    assert.deepEqual(staging['settings'], { channels: 120, region: 'eu_central' });
    assert.equal(production['carrier'], 'carrier_birch');
    const strategy = bodyOf(
      render(release, 'production', 'org_sub_002'),
      'na_east/strategy/regional_routing',
    );
    assert.deepEqual(strategy['targets'], [
      { type: 'Queue', id: { ref: 'na_east/queue/regional_main' }, weight: 100, priority: 1 },
      { type: 'Queue', id: { ref: 'global_shared/queue/global_support' }, weight: 0, priority: 2 },
    ]);
  });

  it('puts the hub first, and a flow after all that it refers to', async () => {
    const release = await sample();
    const environment = environmentOf(release, 'production');
    const tiers = groupTiers({ release, environment });
    assert.deepEqual(tiers, [['global_shared'], ['na_east', 'eu_central']]);
    const layers = resourceLayers(render(release, 'production', 'org_sub_022'));
    assert.equal(layers.get('eu_central/queue/regional_main'), 0);
    assert.equal(layers.get('eu_central/strategy/regional_routing'), 1);
    assert.equal(layers.get('eu_central/flow/regional_ivr'), 2);
  });

  it('keeps every key from v2.0 to v2.1 and adds to them', async () => {
    const [before, now] = [await sample('v2.0'), await sample()];
    const keys = (release: Release): string[] =>
      release.groups.flatMap((group) => keysOf(release, group));
    const kept = new Set(keys(before));
    assert.ok([...kept].every((key) => keys(now).includes(key)));
    assert.deepEqual(
      keys(now).filter((key) => !kept.has(key)),
      [
        'global_shared/reporting/rollout_quality',
        'na_east/reporting/regional_quality',
        'eu_central/reporting/regional_quality',
      ],
    );
    assert.notEqual(before.digest, now.digest);
  });

  it('changes nothing of the hub that a sub refers to', async () => {
    const [before, now] = [await sample('v2.0'), await sample()];
    const referenced = render(now, 'production', 'org_sub_002')
      .flatMap(({ references }) => references)
      .filter((key) => key.startsWith('global_shared/'));
    assert.ok(referenced.length > 0);
    const hubs = [before, now].map((release) => render(release, 'production', 'org_parent_001'));
    for (const key of referenced)
      assert.deepEqual(bodyOf(hubs[0] ?? [], key), bodyOf(hubs[1] ?? [], key));
  });

  it('has a bad release that only touches the subs', async () => {
    const [before, bad] = [await sample('v2.0'), await sample('v2.0', 'bad-flow')];
    assert.deepEqual(hubTemplates(bad), hubTemplates(before));
    assert.notEqual(bad.digest, before.digest);
  });
});
