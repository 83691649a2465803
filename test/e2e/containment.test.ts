import assert from 'node:assert/strict';
import { decide } from '../../src/client/index.js';
import { resourceId } from '../../src/cli/demo/identity.js';
import { post } from './enterprise.js';
import { placeFault } from './faults.js';
import { isOver } from './play.js';
import { commitRelease } from './releases.js';
import { outcomeOf, realOrg, setStage, type Stage } from './stage.js';

const ORG = 'org_sub_002';
const TRUNK = `trunk/${resourceId(realOrg(ORG), 'trunk', 'backup')}`;

describe('harm is contained', () => {
  let stage: Stage;

  before(async () => {
    stage = await setStage();
    await commitRelease(stage.enterprise, 'v2.1.0-prompts', {
      'templates/language_packs/en.yaml': (text) => text.replace('English prompts', 'New prompts'),
      'templates/local_trunks/backup.yaml': (text) => `${text}description: New\n`,
      'templates/regional_routing/regional_main.yaml': (text) =>
        text.replace('callers of', 'everybody in'),
    });
  });
  after(() => stage?.stop());
  afterEach(() => stage.tidy());

  it('a verdict that turns to fail while a gate waits takes its wave back, without a word', async () => {
    const rollout = await stage.roll({ release: 'v2.1.0', only: ['na_east'] });
    const { waves } = await rollout.approveUntil(({ awaiting }) => awaiting?.gate === 'expand-100');
    assert.equal(waves[0]?.verdict?.label, 'pass');
    // What callers suffer from is a person's edit here: of a release it would have been seen before the gate.
    const org = realOrg(waves[0].orgs[0] ?? '');
    const flow = resourceId(org, 'flow', 'regional_ivr');
    const { [org]: configuration = {} } = await stage.configuration();
    const { blocks } = configuration[`flow/${flow}`] as { blocks: { id: string }[] };
    const broken = blocks.map((block) =>
      block.id === 'block_003' ? { ...block, next: 'block_002' } : block,
    );
    await post(`${stage.enterprise.url}/_sim/edits`, {
      orgId: org,
      kind: 'flow',
      resourceId: flow,
      patch: { blocks: broken },
      by: 'kim',
    });
    await rollout.until('the rollback', ({ state }) => state !== 'awaitingApproval');
    // The edit stays, and its harm: telemetry may not be back, so that a person closes.
    await rollout.approveUntil(isOver);
    const end = await rollout.end();
    assert.equal(outcomeOf(end), 'rolledBack', JSON.stringify(end));
    assert.match(JSON.stringify(end), /the judge says fail/);
    assert.deepEqual((await rollout.status()).orgs, {
      completed: 0,
      rolledBack: 1,
      failed: 0,
      untouched: 1,
    });
  });

  it('what cannot be taken back keeps nothing else from it, and is named', async () => {
    const before = await stage.configuration();
    const rollout = await stage.roll({ release: 'v2.1.0-prompts', only: [ORG] });
    await rollout.approveUntil(({ waves }) => waves[0]?.state === 'watching');
    const deployed = await stage.configuration();
    await placeFault(stage.enterprise, {
      orgId: realOrg(ORG),
      method: 'PATCH',
      kind: 'trunk',
      count: 0,
      effect: { type: 'status', status: 403 },
    });
    await decide(stage.client, rollout.workflowId, { decision: 'trip', by: 'lee' });
    const end = await rollout.finish();
    assert.equal(outcomeOf(end), 'incomplete', JSON.stringify(end));
    const [outcome] = (await rollout.status()).outcomes;
    assert.deepEqual([outcome?.org, outcome?.state], [ORG, 'stranded']);
    assert.match(outcome?.reason ?? '', /trunk\/backup: /);
    const org = realOrg(ORG);
    assert.notDeepEqual(deployed[org]?.[TRUNK], before[org]?.[TRUNK]);
    assert.deepEqual(await stage.configuration(), {
      ...before,
      [org]: { ...before[org], [TRUNK]: deployed[org]?.[TRUNK] },
    });
  });
});
