import assert from 'node:assert/strict';
import { Client } from '@temporalio/client';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { moveLine } from '../../src/client/index.js';
import { openGitLedger } from '../../src/ledger/git-ledger.js';
import { Message } from '../../src/workflows/messages.js';
import { makeEnterprise, post } from './enterprise.js';
import { adopt, isOver, play } from './play.js';
import { realOrg } from './stage.js';
import { startTimeSkippingServer, startWorker } from './temporal.js';
import { startTrueTime } from './true-time.js';

const QUEUE = 'long-lives';
const SUBS = ['org_sub_002', 'org_sub_003', 'org_sub_022'];
/** Enough of them for some to be compared with. */
const JUDGED_SUBS = [2, 3, 4, 5, 6, 22].map(
  (number) => `org_sub_${String(number).padStart(3, '0')}`,
);
const WEEK_MS = 7 * 24 * 3_600_000;

/** Temporal suggests to continue as new at this many events, and warns at ten thousand. */
const SMALL_HISTORY = 4_096;

describe('a rollout that waits for weeks, on the time-skipping server', function () {
  this.timeout(600_000);
  let server: TestWorkflowEnvironment;

  beforeEach(async () => {
    server = await startTimeSkippingServer();
  });
  afterEach(() => server?.teardown());

  async function eventsOf(workflowId: string): Promise<number> {
    const { raw } = await server.client.workflow.getHandle(workflowId).describe();
    return Number(raw.workflowExecutionInfo?.historyLength);
  }

  it('for a line that is stopped for four weeks, and goes on when it is released', async () => {
    const enterprise = await makeEnterprise({ subs: SUBS, scale: 1 });
    const worker = await startWorker(server, enterprise, QUEUE);
    const { connection } = server;
    const client = new Client({ connection, namespace: server.client.options.namespace });
    try {
      const ledger = await openGitLedger({ repository: enterprise.ledger });
      await ledger.moveLine({ stopped: true, by: 'dana', reason: 'audit', at: now() });
      const rollout = await play(client, QUEUE, {
        release: 'v2.1.0',
        only: ['org_sub_002'],
        timeScale: 1,
      });
      const handle = client.workflow.getHandle(rollout.workflowId);
      const waiting = async (): Promise<void> => {
        for (;;) {
          const { awaiting, state } = await rollout.status();
          if (state === 'awaitingClearance') return;
          assert.ok(!isOver(await rollout.status()), state);
          if (awaiting?.gate !== undefined)
            await handle.signal(Message.approve, { gate: awaiting.gate, by: 'test' });
          await server.sleep('1 second');
        }
      };
      await waiting();
      const sinceMs = await server.currentTimeMs();
      for (let week = 1; week <= 4; week += 1) await server.sleep('7 days');
      assert.ok((await server.currentTimeMs()) - sinceMs >= 4 * WEEK_MS);
      assert.equal((await rollout.status()).state, 'awaitingClearance');
      const events = await eventsOf(rollout.workflowId);
      assert.ok(events < SMALL_HISTORY, `${events} events`);

      // This server cannot list rollouts, so nobody is woken: they look by themselves.
      await moveLine(client, { action: 'release', by: 'lee' }, { taskQueue: QUEUE });
      await server.sleep('6 hours');
      assert.notEqual((await rollout.status()).state, 'awaitingClearance');
      await handle.signal(Message.tripBreaker, { by: 'lee', reason: 'the test is over' });
    } finally {
      await worker.stop();
      await enterprise.stop();
    }
  });

  it('at a gate: evidence goes on, and a failure after three weeks takes it back', async () => {
    const time = await startTrueTime(server, QUEUE, {
      subs: JUDGED_SUBS,
      // Three weeks of them.
      callersShare: 0.15,
      policy: [
        { at: ['wave_percents'], value: [17, 100] },
        { at: ['first_wave_bake_minutes'], value: 0 },
        { at: ['checks', 'interval_minutes'], value: 12 * 60 },
        { at: ['checks', 'horizon_minutes'], value: 12 * 60 },
      ],
    });
    try {
      await adopt(time.client, QUEUE, 1);
      const rollout = await play(time.client, QUEUE, {
        release: 'v2.1.0',
        only: ['na_east'],
        timeScale: 1,
      });
      await time.until(rollout, 'the plan gate', ({ awaiting }) => awaiting?.gate === 'plan');
      await time.approve(rollout);
      await time.until(rollout, 'a verdict', ({ state }) => state === 'judging');
      await time.pass('12 hours');
      await time.pass('12 hours');
      const { waves } = await time.until(
        rollout,
        'the gate',
        ({ awaiting }) => awaiting?.gate === 'expand-100',
      );
      for (let week = 1; week <= 3; week += 1) await time.pass('7 days');
      assert.equal((await rollout.status()).awaiting?.gate, 'expand-100');
      const events = await eventsOf(rollout.workflowId);
      assert.ok(events < SMALL_HISTORY, `${events} events`);
      for (const org of waves[0]?.orgs ?? [])
        await post(`${time.enterprise.url}/_sim/shocks`, {
          type: 'agentsOff',
          orgId: realOrg(org),
          share: 0.95,
          minutes: 100_000,
        });
      for (let look = 1; look <= 4; look += 1) await time.pass('12 hours');
      // Its callers are still badly off, whatever is configured.
      const status = await time.until(rollout, 'its rollback', ({ state }) => state === 'held');
      const [wave] = status.waves;
      assert.deepEqual([wave?.state, wave?.verdict?.label], ['takenBack', 'fail']);
      assert.deepEqual(
        status.outcomes.filter(({ state }) => state === 'rolledBack').map(({ org }) => org),
        wave?.orgs,
      );
    } finally {
      await time.stop();
    }
  });
});

function now(): string {
  return new Date().toISOString();
}
