import assert from 'node:assert/strict';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { journal } from '../e2e/enterprise.js';
import { startDevServer } from '../e2e/temporal.js';
import { assertReleased } from './aftermath.js';
import {
  delayAndMark,
  delayNext,
  dropAnswer,
  engineWrites,
  eventually,
  holdBefore,
  setFrozen,
  writesTo,
} from './moments.js';
import { openStage, type Stage } from './stage.js';

const HUB = { orgId: 'gc-prod-hub', kind: 'reporting', method: 'PATCH' } as const;
const SUB_STRATEGY = { orgId: 'gc-prod-022', kind: 'strategy', method: 'PATCH' } as const;
const SUB_REPORT = { orgId: 'gc-prod-002', kind: 'reporting', method: 'POST' } as const;

describe('kill -9 of the worker while it deploys', () => {
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

  it('before the first write, which the platform gets from the dead worker long after', async () => {
    stage = await openStage(temporal, 'chaos-first-write');
    const { url } = stage.enterprise;
    // Longer than Temporal takes to give the attempt up: the next worker's write comes in between.
    const first = await delayAndMark(url, HUB, 20_000, 'late-request');
    const rollout = await stage.rollOut();
    await stage.reach('the first write', rollout, first);
    await stage.kill();
    assert.deepEqual(await journal(url), [], 'nothing is written yet');
    // With a token that has run out, the late request would be refused for that alone.
    await stage.replace('still');
    await eventually('the dead worker’s request', async () =>
      (await journal(url)).some(({ clientId }) => clientId === 'manual:late-request'),
    );
    await setFrozen(url, false);
    await assertReleased(stage, rollout);
  });

  it('between two writes of one org', async () => {
    stage = await openStage(temporal, 'chaos-between');
    const { url } = stage.enterprise;
    const second = await holdBefore(url, SUB_STRATEGY);
    const rollout = await stage.rollOut();
    await stage.reach('the second write', rollout, second);
    await stage.kill();
    const { orgId } = SUB_STRATEGY;
    const done = (await engineWrites(url)).filter((write) => write.orgId === orgId);
    assert.deepEqual(
      done.map(({ method, kind }) => `${method} ${kind}`),
      ['POST reporting'],
      'one of three writes is done',
    );
    await second.lift();
    await stage.replace();
    await assertReleased(stage, rollout);
  });

  it('after a write before its answer, be it a creation or a change', async () => {
    stage = await openStage(temporal, 'chaos-answer');
    const { url } = stage.enterprise;
    const creation = await delayNext(url, SUB_REPORT);
    const change = await dropAnswer(url, SUB_STRATEGY);
    const rollout = await stage.rollOut();

    await stage.reach('the creation', rollout, creation);
    await stage.kill();
    await eventually(
      'the created report',
      async () => (await writesTo(url, SUB_REPORT)).length > 0,
    );
    await stage.replace();

    await stage.reach('the change', rollout, change);
    // What it looks at next, to find out whether the write landed, is not to be had.
    const look = await holdBefore(url, { ...SUB_STRATEGY, method: 'GET' });
    await stage.reach('the look after the lost answer', rollout, look);
    assert.equal((await writesTo(url, SUB_STRATEGY)).length, 1, 'the write has landed');
    await stage.kill();
    await look.lift();
    await stage.replace();
    await assertReleased(stage, rollout);
  });
});
