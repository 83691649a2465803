import assert from 'node:assert/strict';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { createActivities } from '../../src/activities/index.js';
import type { SnapshotResult } from '../../src/activities/types.js';
import { openScene, type Scene } from './transaction/scene.js';
import type { Templates } from './transaction/situation.js';

const templates: Templates = {
  main: { name: 'Main' },
  routing: { name: 'Routing', targets: [] },
  ivr: { name: 'IVR' },
  quality: null,
};

function recall({ deps, planDigest }: Scene): Promise<SnapshotResult> {
  const scope = {
    rolloutKey: 'run',
    environment: 'test',
    commit: 'commit',
    ledgerId: 'ledger',
    planDigest,
  };
  const org = { org: 'sub', realOrgId: 'sub', platform: 'guide' } as const;
  const logger = new DefaultLogger('ERROR');
  return new MockActivityEnvironment(undefined, { logger }).run(() =>
    createActivities(deps).recallSnapshot({ scope, org }),
  );
}

describe('what a remediation takes back', () => {
  it('is nothing where the rollout had planned the org and came to no snapshot of it', async () => {
    const scene = await openScene({ had: templates, wanted: templates });
    const { layers, weightInverse, resources } = await recall(scene);
    assert.deepEqual(
      { layers, weightInverse, resources },
      { layers: 0, weightInverse: [], resources: [] },
    );
  });

  it('is not known where the ledger has not even its plan', async () => {
    const scene = await openScene({ had: templates, wanted: templates });
    scene.ledger.plans.clear();
    await assert.rejects(recall(scene), { type: 'LedgerMissing' });
  });
});
