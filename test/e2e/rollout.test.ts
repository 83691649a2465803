import assert from 'node:assert/strict';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { reportOf } from '../../src/client/index.js';
import {
  configurationOf,
  journal,
  makeEnterprise,
  type Enterprise,
  type Write,
} from './enterprise.js';
import { SMALL_FLEET } from './fleet.js';
import { adopt, isOver, play } from './play.js';
import { startDevServer, startWorker, type TestWorker } from './temporal.js';

const QUEUE = 'rollout';

describe('a rollout on a real Temporal server', () => {
  let temporal: TestWorkflowEnvironment;
  let enterprise: Enterprise;
  let worker: TestWorker;

  before(async () => {
    temporal = await startDevServer();
  });

  after(async () => {
    await temporal?.teardown();
  });

  beforeEach(async () => {
    enterprise = await makeEnterprise();
    worker = await startWorker(temporal, enterprise, QUEUE);
    await adopt(temporal.client, QUEUE);
  });

  afterEach(async () => {
    await worker.stop();
    await enterprise.stop();
  });

  it('puts every org on a healthy release, wave by wave, and writes nothing the second time', async () => {
    const rollout = await play(temporal.client, QUEUE, { release: 'v2.1.0' });
    const end = await rollout.finish();
    assert.equal(end.kind, 'finished');
    assert.equal(end.kind === 'finished' && end.summary.outcome, 'succeeded', JSON.stringify(end));
    const status = await rollout.status();
    assert.deepEqual(status.orgs, { completed: 13, rolledBack: 0, failed: 0, untouched: 0 });
    assert.deepEqual(
      status.waves.map(({ name, state }) => [name, state]),
      [
        ['hub', 'passed'],
        ['10 %', 'passed'],
        ['50 %', 'passed'],
        ['100 %', 'passed'],
      ],
    );
    const writes = await journal(enterprise.url);
    assert.equal(writes.length, status.writes);
    assert.deepEqual(repeatedWrites(writes), []);
    assert.equal(writes[0]?.orgId, 'gc-prod-hub', 'the hub goes first');
    const report = await reportOf(temporal.client, rollout.workflowId);
    assert.match(JSON.stringify(report), /REHEARSAL|rehearsal|timeScale/i);
    await assertSmallHistoriesWithoutSecrets();

    const again = await play(temporal.client, QUEUE, { release: 'v2.1.0' });
    const second = await again.finish();
    assert.equal(second.kind === 'finished' && second.summary.writes, 0);
    assert.equal((await journal(enterprise.url)).length, writes.length);
  });

  it('takes a bad flow back from the canaries and touches nobody else', async () => {
    const before = new Map<string, Record<string, unknown>>();
    for (const orgId of ['gc-prod-hub', ...SMALL_FLEET.map(realId)])
      before.set(orgId, await configurationOf(enterprise.url, orgId));
    const rollout = await play(temporal.client, QUEUE, { release: 'v2.1.0-bad-flow' });
    await rollout.approveUntil(isOver);
    const end = await rollout.end();
    assert.equal(end.kind === 'finished' && end.summary.outcome, 'rolledBack', JSON.stringify(end));
    const status = await rollout.status();
    const canaries = status.waves[0]?.orgs ?? [];
    assert.equal(status.waves[0]?.state, 'takenBack');
    assert.equal(status.waves[0]?.verdict?.label, 'fail');
    assert.deepEqual(status.orgs, {
      completed: 1,
      rolledBack: canaries.length,
      failed: 0,
      untouched: 12 - canaries.length,
    });
    const writes = await journal(enterprise.url);
    const touched = new Set(writes.map(({ orgId }) => orgId));
    assert.deepEqual([...touched].sort(), canaries.map(realId).sort());
    for (const [orgId, configuration] of before)
      assert.deepEqual(await configurationOf(enterprise.url, orgId), configuration, orgId);
  });

  /** Over every workflow of the server so far. */
  async function assertSmallHistoriesWithoutSecrets(): Promise<void> {
    const lengths: Record<string, number> = {};
    for await (const { workflowId, runId, type } of temporal.client.workflow.list()) {
      const history = await temporal.client.workflow.getHandle(workflowId, runId).fetchHistory();
      const text = JSON.stringify(history);
      assert.doesNotMatch(text, /client_?secret|bearer|access_token/i, workflowId);
      lengths[type] = Math.max(lengths[type] ?? 0, history.events?.length ?? 0);
    }
    assert.ok((lengths['rollout'] ?? Infinity) < 600, JSON.stringify(lengths));
    assert.ok((lengths['orgDeployment'] ?? Infinity) < 100, JSON.stringify(lengths));
  }
});

function realId(org: string): string {
  return org.replace('org_sub_', 'gc-prod-');
}

/** Writes that gave a resource the body that it had already. */
function repeatedWrites(writes: readonly Write[]): Write[] {
  return writes.filter(({ changed }) => !changed);
}
