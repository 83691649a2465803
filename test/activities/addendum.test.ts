import assert from 'node:assert/strict';
import { MockActivityEnvironment } from '@temporalio/testing';
import { createActivities } from '../../src/activities/index.js';
import type { OrgOutcome } from '../../src/domain/rollout-status.js';
import { openScene, type Scene } from './transaction/scene.js';

const scope = {
  rolloutKey: 'run',
  environment: 'test',
  commit: 'commit',
  ledgerId: 'ledger',
} as const;
const outcome = (org: string, state: OrgOutcome['state']): OrgOutcome => ({
  org,
  state,
  writes: 0,
  kept: 0,
});

/** A rollout that left the hub and the sub stranded. */
async function leftBoth(): Promise<Scene> {
  const templates = {
    main: { name: 'Main' },
    routing: { name: 'Routing' },
    ivr: { name: 'IVR' },
    quality: null,
  };
  const scene = await openScene({ had: templates, wanted: templates });
  const outcomes = [outcome('hub', 'stranded'), outcome('sub', 'stranded')];
  scene.ledger.report = {
    'report.json': JSON.stringify({ status: { outcomes } }),
    'report.md': '# rollout/test/v1: incomplete\n',
    'remediation.sh': '# hub and sub\n',
  };
  return scene;
}

/** One run of a remediation that took one org back. */
function takeBack({ deps }: Scene, runId: string, org: string): Promise<unknown> {
  const remediation = {
    id: 'remediation/test/v1',
    runId,
    action: 'takeBack',
    by: 'lee',
    reason: null,
    outcomes: [outcome(org, 'rolledBack')],
    refused: [],
  } as const;
  return new MockActivityEnvironment().run(() =>
    createActivities(deps).writeAddendum({ scope, rolloutId: 'rollout/test/v1', remediation }),
  );
}

describe('remediation.sh after a remediation', () => {
  it('is about the orgs that are left, not only about those that were looked at', async () => {
    const scene = await leftBoth();
    await takeBack(scene, 'first', 'hub');
    const script = scene.ledger.report['remediation.sh'] ?? '';
    assert.match(script, /--take-back --org sub/);
    assert.doesNotMatch(script, /--org hub/);
  });

  it('says that nothing is left once the last of them is back', async () => {
    const scene = await leftBoth();
    await takeBack(scene, 'first', 'hub');
    await takeBack(scene, 'second', 'sub');
    assert.match(scene.ledger.report['remediation.sh'] ?? '', /nothing is left/);
  });
});
