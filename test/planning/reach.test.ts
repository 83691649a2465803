import assert from 'node:assert/strict';
import type { JsonObject } from '../../src/domain/json.js';
import type { PlatformName, Release } from '../../src/domain/release-model.js';
import type { LiveResource } from '../../src/domain/resource.js';
import { Loaded } from '../../src/planning/loaded.js';
import { reachIn } from '../../src/planning/reach.js';
import type { SurveyedOrg } from '../../src/planning/survey.js';
import { createPlatforms } from '../../src/platforms/index.js';
import { createSecretProvider } from '../../src/secrets/providers.js';
import { releaseOf } from '../release/fixture.js';

const platforms = createPlatforms({ secrets: createSecretProvider({ env: {} }) });
const HUB_KEY = 'shared/queue/support';
const SUB_KEY = 'region/queue/main';
/** As a script's path is, which every tenant may have. */
const SAME_ID = 'Voice\\Welcome';

/** The small release without the reference that its template makes to the hub. */
function withoutReferences(): Release {
  return releaseOf({
    'templates/routing.json': '{ "name": "Routing", "weight": "{{WEIGHT}}" }\n',
    'components/queues.yaml':
      'resources:\n  - { kind: queue, name: support, template: templates/support.yaml }\n',
  });
}

describe('whose callers reach a change, by what is live', () => {
  function reachedFromHub(hub: PlatformName, sub: PlatformName): string[] {
    const release = withoutReferences();
    const environment = release.environments['test'] ?? assert.fail('no environment');
    const { hub: hubOrg, sub_1: subOrg } = environment.orgs;
    assert.ok(hubOrg !== undefined && subOrg !== undefined);
    const loaded = new Loaded({ platforms }, release, {
      ...environment,
      orgs: { hub: { ...hubOrg, platform: hub }, sub_1: { ...subOrg, platform: sub } },
    });
    const surveyed = new Map([
      ['hub', surveyedOrg('hub', HUB_KEY, SAME_ID, {})],
      ['sub_1', surveyedOrg('sub_1', SUB_KEY, 'main', { scriptName: SAME_ID })],
    ]);
    return [...reachIn(loaded, surveyed)([{ org: 'hub', key: HUB_KEY }])].toSorted();
  }

  it('goes to an org that names the id, where ids are the whole platform’s', () => {
    assert.deepEqual(reachedFromHub('guide', 'guide'), ['hub', 'sub_1']);
  });

  it('goes to no other org where ids are each org’s own, nor from vendor to vendor', () => {
    assert.deepEqual(reachedFromHub('nice-cxone', 'nice-cxone'), ['hub']);
    assert.deepEqual(reachedFromHub('genesys-cloud', 'genesys-cloud'), ['hub']);
    assert.deepEqual(reachedFromHub('guide', 'nice-cxone'), ['hub']);
  });
});

function surveyedOrg(org: string, key: string, id: string, body: JsonObject): SurveyedOrg {
  const live: LiveResource = { kind: 'queue', id, name: id, body, version: null, enabled: true };
  return { org, rendered: [], bases: {}, live: new Map([[key, live]]) };
}
