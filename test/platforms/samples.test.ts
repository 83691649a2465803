import assert from 'node:assert/strict';
import { join } from 'node:path';
import { resourceLayers } from '../../src/domain/graph.js';
import type { RenderedResource } from '../../src/domain/release-model.js';
import { resolveReferences } from '../../src/domain/reference.js';
import type { LiveResource } from '../../src/domain/resource.js';
import { renderOrg } from '../../src/domain/template.js';
import type { OrgClient } from '../../src/platforms/port.js';
import { environmentOf } from '../../src/release/environment-of.js';
import { validateFolder } from '../../src/release/folder.js';
import { projectRoot } from '../release/fixture.js';
import { simulateGenesys } from './genesys-cloud/simulated.js';
import { found, simulateCxone } from './nice-cxone/simulated.js';

/** The hub, and a sub. */
const ORGS = ['org_parent_001', 'org_sub_002'];

/** What a sample says for an org in production, what is referred to and named first. */
async function resourcesOf(
  sample: string,
  org: string,
  client: OrgClient,
): Promise<readonly RenderedResource[]> {
  const result = await validateFolder(join(projectRoot, 'samples', sample));
  assert.ok(result.ok);
  const environment = environmentOf(result.release, 'production');
  const { resources } = renderOrg({ release: result.release, environment, org });
  const layers = resourceLayers(resources, (kind) => client.declares(kind)?.names ?? []);
  return resources.toSorted((a, b) => (layers.get(a.key) ?? 0) - (layers.get(b.key) ?? 0));
}

/** Brings an org onto each resource, as a release would that nobody edited against. */
async function bring(client: OrgClient, resources: readonly RenderedResource[]): Promise<void> {
  const ids = new Map<string, string>();
  for (const { kind, key, name, body } of resources) {
    const { body: target, unresolved } = resolveReferences(body, (of) => ids.get(of));
    assert.deepEqual(unresolved, [], key);
    const there = await client.findByName(kind, name);
    const live: LiveResource =
      there === null
        ? await client.create(kind, target)
        : await client.update(there, { ...there.body, ...target });
    assert.ok(client.isAsCreated?.(live, target), `${key}: ${JSON.stringify(live.body)}`);
    ids.set(key, live.id);
  }
}

describe('what the samples say', () => {
  it('is taken by simulated Genesys Cloud', async () => {
    const sim = await simulateGenesys();
    try {
      const client = sim.connect('north');
      for (const org of ORGS) await bring(client, await resourcesOf('genesys-cloud', org, client));
      const row = await found(client, 'strategy', 'Routing weights/main');
      assert.equal(row.body['Support'], 81);
    } finally {
      await sim.close();
    }
  });

  it('is taken by simulated NICE CXone', async () => {
    const sim = await simulateCxone();
    try {
      const client = sim.connect('acme');
      for (const org of ORGS) await bring(client, await resourcesOf('nice-cxone', org, client));
      const line = await found(client, 'point_of_contact', 'Main line');
      assert.equal(line.body['scriptName'], 'Voice\\Welcome');
    } finally {
      await sim.close();
    }
  });
});
