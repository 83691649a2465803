import assert from 'node:assert/strict';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { Message } from '../../src/workflows/messages.js';
import type { Played } from '../e2e/play.js';
import { startDevServer } from '../e2e/temporal.js';
import { assertReleased } from './aftermath.js';
import { engineWrites, eventually } from './moments.js';
import { openStage, type Stage } from './stage.js';

const HUB_WRITES = 3;
/** Between the hub and the subs. */
const GATE = 'expand-100';

describe('kill -9 of the worker while the rollout waits', () => {
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

  it('in stabilization and at a gate, which both go on with no worker there', async () => {
    // Twice the usual time, so that the kill surely comes before its end.
    stage = await openStage(temporal, 'chaos-waiting', [
      { at: ['stabilization_minutes'], value: 30 },
    ]);
    const { url } = stage.enterprise;
    const rollout = await stage.rollOut();
    await rollout.approveUntil(({ state }) => state === 'stabilizing');
    await stage.kill();
    assert.deepEqual(await timers(stage, rollout), { started: 1, fired: 0 });
    await eventually(
      'the end of the timer',
      async () => (await timers(stage, rollout)).fired === 1,
    );
    assert.equal((await engineWrites(url)).length, HUB_WRITES);
    await stage.replace();

    await rollout.until('the gate', ({ awaiting }) => awaiting?.gate === GATE);
    await stage.kill();
    assert.equal((await engineWrites(url)).length, HUB_WRITES, 'nothing passes the shut gate');
    await stage.client.workflow
      .getHandle(rollout.workflowId)
      .signal(Message.approve, { gate: GATE, by: 'lee' });
    await stage.replace();
    await assertReleased(stage, rollout);
    const { notices } = await rollout.status();
    const approved = notices.filter((notice) => notice.includes(`approved: ${GATE} `));
    assert.match(approved[0] ?? '', /by lee/, notices.join('\n'));
    const { approvals } = await rollout.status();
    const opened = approvals.filter(({ gate }) => gate === GATE).map(({ by }) => by);
    assert.ok(opened.includes('lee'), 'it was opened by the approval that no worker heard');
  });
});

/** The rollout's own timers so far. */
async function timers(
  { client }: Stage,
  { workflowId }: Played,
): Promise<{ started: number; fired: number }> {
  const { events } = await client.workflow.getHandle(workflowId).fetchHistory();
  const count = (name: 'timerStartedEventAttributes' | 'timerFiredEventAttributes'): number =>
    (events ?? []).filter((event) => (event[name] ?? null) !== null).length;
  return {
    started: count('timerStartedEventAttributes'),
    fired: count('timerFiredEventAttributes'),
  };
}
