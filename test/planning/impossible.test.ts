import assert from 'node:assert/strict';
import type { JsonObject } from '../../src/domain/json.js';
import { assembleOrgPlan, planResource } from '../../src/domain/plan.js';
import type { LiveResource, ResourceKind } from '../../src/domain/resource.js';
import { sha256 } from '../../src/planning/hash.js';
import { refuseImpossible } from '../../src/planning/impossible.js';
import { Loaded } from '../../src/planning/loaded.js';
import { RefusedError } from '../../src/planning/refused.js';
import { createPlatforms } from '../../src/platforms/index.js';
import { createSecretProvider } from '../../src/secrets/providers.js';
import { releaseOf, removeFolders } from '../release/fixture.js';

const platforms = createPlatforms({ secrets: createSecretProvider({ env: {} }) });

describe('what a platform has no way to do', () => {
  after(removeFolders);

  /** Checks the plan of one resource of an org on a platform. */
  function check(
    platform: 'genesys-cloud' | 'nice-cxone',
    kind: ResourceKind,
    live: JsonObject | null,
    more: JsonObject = {},
    key = `region/${kind}/main`,
  ): void {
    const release = releaseOf({});
    const environment = release.environments['test'] ?? assert.fail('no environment');
    const org = environment.orgs['sub_1'] ?? assert.fail('no org');
    const loaded = new Loaded({ platforms }, release, {
      ...environment,
      orgs: { ...environment.orgs, sub_1: { ...org, platform } },
    });
    const name = 'Main';
    const there: LiveResource | null =
      live === null ? null : { kind, id: '1', name, body: live, version: null, enabled: true };
    const body = { name, state: 'new', ...more };
    const resource = planResource({
      rendered: {
        key,
        kind,
        component: 'routing',
        name,
        body,
        references: [],
      },
      desired: body,
      live: there,
      base: { id: '1', values: { '/name': name, '/state': 'old' } },
      onConflict: 'hold',
      layer: 0,
    });
    const plan = assembleOrgPlan({
      org: 'sub_1',
      realOrgId: 'real-1',
      environment: 'test',
      commit: 'c0ffee',
      releaseDigest: 'digest',
      hash: sha256,
      resources: [resource],
    });
    const lives = new Map(there === null ? [] : [[resource.key, there] as const]);
    refuseImpossible(loaded, new Map([['sub_1', { live: lives }]]), new Map([['sub_1', plan]]), [
      'sub_1',
    ]);
  }

  function reasonOf(work: () => void): string {
    try {
      work();
    } catch (error) {
      assert.ok(error instanceof RefusedError);
      return error.reasons.join();
    }
    return assert.fail('nothing was refused');
  }

  it('is not planned: making what only people make', () => {
    assert.match(
      reasonOf(() => check('nice-cxone', 'point_of_contact', null)),
      /^sub_1: region\/point_of_contact\/main: nice-cxone leaves making a point_of_contact to people.*"Main": make it/,
    );
  });

  it('is not planned: changing what cannot change', () => {
    assert.match(
      reasonOf(() => check('genesys-cloud', 'skill', { name: 'Main', state: 'old' })),
      /genesys-cloud cannot change a skill \(\/state\): make another one/,
    );
  });

  it('is not planned: changing what people recorded, or asking for a recording', () => {
    const recorded = { name: 'Main', resources: [{ id: 'en-us', recording: true }] };
    const spoken = { resources: [{ id: 'en-us', ttsString: 'Hello' }] };
    assert.match(
      reasonOf(() => check('genesys-cloud', 'prompt', recorded, spoken)),
      /^sub_1: region\/prompt\/main: genesys-cloud has a recording for en-us, which no rollout changes/,
    );
    const none = { name: 'Main', resources: [] };
    for (const live of [null, none])
      assert.match(
        reasonOf(() => check('genesys-cloud', 'prompt', live, recorded)),
        /genesys-cloud has no recording for en-us, and recordings are uploaded by people/,
      );
    check('genesys-cloud', 'prompt', recorded, recorded);
    check('genesys-cloud', 'prompt', none, spoken);
    check('genesys-cloud', 'prompt', null, spoken);
  });

  it('is not planned: naming a resource of another org where ids are each org’s own', () => {
    assert.match(
      reasonOf(() => check('genesys-cloud', 'strategy', null, {}, 'region/strategy/routing')),
      /^sub_1: region\/strategy\/routing: genesys-cloud cannot refer to shared\/queue\/support of hub/,
    );
  });

  it('is all that is refused', () => {
    check('nice-cxone', 'point_of_contact', { name: 'Main', state: 'old' });
    check('nice-cxone', 'queue', null);
    check('genesys-cloud', 'skill', null);
    check('genesys-cloud', 'skill', { name: 'Main', state: 'new' });
  });
});
