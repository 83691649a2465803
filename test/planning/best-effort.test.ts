import assert from 'node:assert/strict';
import { assembleOrgPlan, planResource } from '../../src/domain/plan.js';
import type { OrgPlan } from '../../src/domain/org-plan.js';
import type { Policy } from '../../src/domain/release-model.js';
import { refuseUnguarded } from '../../src/planning/best-effort.js';
import { sha256 } from '../../src/planning/hash.js';
import { Loaded } from '../../src/planning/loaded.js';
import { RefusedError } from '../../src/planning/refused.js';
import type { PlanningDeps } from '../../src/planning/deps.js';
import type { OrgClient } from '../../src/platforms/port.js';
import { createPlatforms } from '../../src/platforms/index.js';
import { createSecretProvider } from '../../src/secrets/providers.js';
import { releaseOf, removeFolders } from '../release/fixture.js';

/** The guide's client, as that of a platform that guards no write of queues. */
const unguarded = createPlatforms({ secrets: createSecretProvider({ env: {} }) });
const platforms: PlanningDeps['platforms'] = {
  connect: (org): OrgClient => {
    const client = unguarded.connect(org);
    const declares: OrgClient['declares'] = (kind) => {
      const declared = client.declares(kind);
      return kind === 'queue' && declared !== null
        ? { ...declared, concurrency: 'none' }
        : declared;
    };
    return { ...client, declares };
  },
};

describe('what no platform guards', () => {
  after(removeFolders);

  const planOf = (kind: 'queue' | 'trunk'): OrgPlan =>
    assembleOrgPlan({
      org: 'sub_1',
      realOrgId: 'real-1',
      environment: 'test',
      commit: 'c0ffee',
      releaseDigest: 'digest',
      hash: sha256,
      resources: [
        planResource({
          rendered: {
            key: `region/${kind}/main`,
            kind,
            component: 'routing',
            name: 'Main',
            body: { name: 'Main' },
            references: [],
          },
          desired: { name: 'Main' },
          live: null,
          base: null,
          onConflict: 'hold',
          layer: 0,
        }),
      ],
    });

  function check(plan: OrgPlan, allowBestEffort?: Policy['allowBestEffort']): void {
    const release = releaseOf({});
    const policy = {
      ...release.policy,
      ...(allowBestEffort === undefined ? {} : { allowBestEffort }),
    };
    const environment = release.environments['test'];
    assert.ok(environment);
    const loaded = new Loaded({ platforms }, { ...release, policy }, environment);
    refuseUnguarded(loaded, new Map([['sub_1', plan]]), ['sub_1']);
  }

  it('is not written: the plan is refused, with org, resource and the way on', () => {
    for (const allowed of [undefined, false, ['reporting']] as const)
      assert.throws(
        () => check(planOf('queue'), allowed),
        (error) => {
          assert.ok(error instanceof RefusedError);
          assert.deepEqual(error.reasons, ['sub_1: region/queue/main (queue) on guide']);
          assert.match(error.message, /allow_best_effort in policy\.yaml/);
          return true;
        },
      );
  });

  it('is written where policy takes the risk for the kind, and other kinds are as ever', () => {
    check(planOf('queue'), true);
    check(planOf('queue'), ['queue']);
    check(planOf('trunk'));
  });
});
