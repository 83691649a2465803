import assert from 'node:assert/strict';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type { RolloutStatus } from '../../src/client/index.js';
import { openGitLedger } from '../../src/ledger/git-ledger.js';
import { journal } from './enterprise.js';
import { adopt, isOver, play, type Played } from './play.js';
import { startTimeSkippingServer } from './temporal.js';
import { startTrueTime, type TrueTime } from './true-time.js';

const QUEUE = 'true-windows';
/** Two subs of each stratum: telemetry of four hours stays cheap. */
const SUBS = [2, 3, 12, 13, 22, 23, 32, 33].map(
  (number) => `org_sub_${String(number).padStart(3, '0')}`,
);
const MINUTE_MS = 60_000;
const STABILIZATION_MS = 15 * MINUTE_MS;
const HOURS_LATER_MS = 4 * 60 * MINUTE_MS;

describe("the guide's windows in full, on the time-skipping server", () => {
  let server: TestWorkflowEnvironment;
  let time: TrueTime;

  beforeEach(async () => {
    server = await startTimeSkippingServer();
    time = await startTrueTime(server, QUEUE, { subs: SUBS });
    await adopt(time.client, QUEUE, 1);
  });

  afterEach(async () => {
    await time?.stop();
    await server?.teardown();
  });

  it('waits 15 minutes after each wave, and an approval four hours later counts', async () => {
    const rollout = await play(time.client, QUEUE, { release: 'v2.1.0', timeScale: 1 });
    await openGate(rollout, 'plan');
    await approve(rollout);
    for (const gate of ['expand-10', 'expand-50', 'expand-100']) {
      const openedMs = sinceMs(await openGate(rollout, gate));
      const waitedMs = openedMs - (await lastWriteMs());
      assert.ok(waitedMs >= STABILIZATION_MS, `${gate} opened ${waitedMs} ms after the last write`);
      if (gate === 'expand-50') await leaveWaiting(rollout, gate, openedMs);
      await approve(rollout);
    }
    const status = await time.until(rollout, 'the end', isOver);
    assert.equal(status.state, 'succeeded', JSON.stringify(status));
    assert.deepEqual(status.orgs, { completed: 9, rolledBack: 0, failed: 0, untouched: 0 });
    const end = await rollout.end();
    assert.equal(end.kind === 'finished' && end.summary.outcome, 'succeeded');
  });

  it('takes a bad flow back once 15 minutes of callers have shown it', async () => {
    const rollout = await play(time.client, QUEUE, { release: 'v2.1.0-bad-flow', timeScale: 1 });
    const { waves } = await time.until(rollout, 'the end', isOver);
    assert.deepEqual(
      waves.map(({ state }) => state),
      ['takenBack', ...waves.slice(1).map(() => 'waiting')],
    );
    const writes = await journal(time.enterprise.url);
    const there = writes.slice(0, writes.length / 2).map(({ time }) => Date.parse(time));
    const back = writes.slice(writes.length / 2).map(({ time }) => Date.parse(time));
    assert.ok(there.length > 0);
    const exposedMs = Math.min(...back) - Math.max(...there);
    assert.ok(exposedMs >= STABILIZATION_MS, `taken back after ${exposedMs} ms`);
    const end = await rollout.end();
    assert.equal(end.kind === 'finished' && end.summary.outcome, 'rolledBack', JSON.stringify(end));
  });

  async function openGate(rollout: Played, gate: string): Promise<RolloutStatus> {
    const status = await time.until(
      rollout,
      `gate ${gate}`,
      ({ awaiting, state }) => awaiting?.gate !== undefined || isOver({ state } as RolloutStatus),
    );
    assert.equal(status.awaiting?.gate, gate, JSON.stringify(status));
    return status;
  }

  async function approve(rollout: Played): Promise<void> {
    await time.pass('1 minute');
    await time.approve(rollout);
  }

  /** Nobody decides for four hours: the gate stays open, and evidence goes on. */
  async function leaveWaiting(rollout: Played, gate: string, openedMs: number): Promise<void> {
    const writes = (await journal(time.enterprise.url)).length;
    await time.pass('4 hours');
    const status = await openGate(rollout, gate);
    assert.equal(sinceMs(status), openedMs, 'the same gate, open all the time');
    assert.equal((await journal(time.enterprise.url)).length, writes);
    const ledger = await openGitLedger({ repository: time.enterprise.ledger });
    // Thirteen checks up to the horizon, and then one every quarter of an hour.
    const { evidence } = await ledger.readEvidence(rollout.runId, 'wave-1-0024');
    const checkedMs = Date.parse(evidence.checks.at(-1) ?? '');
    assert.ok(checkedMs - openedMs > HOURS_LATER_MS - 40 * MINUTE_MS);
    assert.ok(evidence.checks.length <= 2, 'a hold carries few of its checks');
  }

  /** The journal's times are the platform's. */
  async function lastWriteMs(): Promise<number> {
    const writes = await journal(time.enterprise.url);
    return Math.max(...writes.map(({ time }) => Date.parse(time)));
  }
});

function sinceMs({ awaiting }: RolloutStatus): number {
  return Date.parse(awaiting?.since ?? '');
}
