import assert from 'node:assert/strict';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { decide } from '../../src/client/index.js';
import { Message } from '../../src/workflows/messages.js';
import { startDevServer } from '../e2e/temporal.js';
import { assertTakenBack, configurations } from './aftermath.js';
import { delayNext, eventually, holdBefore, writesTo } from './moments.js';
import { openStage, type Stage } from './stage.js';

const SUB_STRATEGY = { orgId: 'gc-prod-022', kind: 'strategy', method: 'PATCH' } as const;
const SUB_FLOW = { ...SUB_STRATEGY, kind: 'flow' } as const;
const HUB_REPORT = { orgId: 'gc-prod-hub', kind: 'reporting', method: 'DELETE' } as const;

describe('kill -9 of the worker while it takes a release back', () => {
  let temporal: TestWorkflowEnvironment;
  let stage: Stage;

  before(async () => {
    temporal = await startDevServer();
  });

  after(async () => {
    await temporal?.teardown();
  });

  afterEach(async () => {
    await stage?.close();
  });

  it('in rollback, between two writes and after a deletion before its answer', async () => {
    stage = await openStage(temporal, 'chaos-rollback');
    const { client, enterprise } = stage;
    const { url } = enterprise;
    const before = await configurations(stage);
    const rollout = await stage.rollOut();
    await rollout.approveUntil(({ waves }) => waves[1]?.state === 'watching');

    const half = await holdBefore(url, SUB_FLOW);
    const deletion = await delayNext(url, HUB_REPORT);
    await decide(client, rollout.workflowId, { decision: 'trip', by: 'lee', reason: 'complaints' });
    await stage.reach('the second write of the rollback', rollout, half);
    await eventually('the org is not said to be deployed', async () => {
      const { outcomes, orgs } = await rollout.status();
      const own = outcomes.find(({ org }) => org === 'org_sub_022');
      return own?.state === 'inProgress' && (orgs.inProgress ?? 0) > 0;
    });
    await stage.kill();
    assert.equal((await writesTo(url, SUB_STRATEGY)).length, 2, 'the strategy is back');
    assert.equal((await writesTo(url, SUB_FLOW)).length, 1, 'the flow is still the new one');
    await half.lift();
    await stage.replace();

    await stage.reach('the deletion', rollout, deletion);
    await stage.kill();
    await eventually('the deletion', async () => (await writesTo(url, HUB_REPORT)).length > 0);
    await stage.replace();
    await assertTakenBack(stage, rollout, before);
    // The traffic's weights go first, by themselves, and the rest of the strategy with its layer.
    assert.equal((await writesTo(url, SUB_STRATEGY)).length, 3);
    assert.equal((await writesTo(url, SUB_FLOW)).length, 2);
  });

  it('in the middle of a write, with a trip that comes before the next worker', async () => {
    stage = await openStage(temporal, 'chaos-trip');
    const { client, enterprise } = stage;
    const { url } = enterprise;
    const before = await configurations(stage);
    const write = await delayNext(url, SUB_STRATEGY);
    const rollout = await stage.rollOut();
    await stage.reach('the write', rollout, write);
    await stage.kill();
    await eventually('the write', async () => (await writesTo(url, SUB_STRATEGY)).length > 0);
    await client.workflow
      .getHandle(rollout.workflowId)
      .signal(Message.tripBreaker, { by: 'lee', reason: 'complaints' });
    await stage.replace();
    await assertTakenBack(stage, rollout, before);
    // Heard once, though workers came and went.
    const ownNotice = /^\S+ breaker tripped by lee: complaints/;
    const { notices } = await rollout.status();
    assert.equal(notices.filter((notice) => ownNotice.test(notice)).length, 1, notices.join('\n'));
  });
});
