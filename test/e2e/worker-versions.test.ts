import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { checkVersions, versionsInUse } from '../../src/cli/doctor/version-checks.js';
import { versioningOf } from '../../src/worker.js';
import { makeEnterprise, type Enterprise } from './enterprise.js';
import { play, type Played } from './play.js';
import { FOUR_SUBS, outcomeOf } from './stage.js';
import { startDevServer, startWorker, type TestWorker } from './temporal.js';

const QUEUE = 'versions';
const DEPLOYMENT = 'rollcall';

describe('workers of two builds', () => {
  let temporal: TestWorkflowEnvironment;
  let enterprise: Enterprise;
  let workers: TestWorker[];

  before(async () => {
    temporal = await startDevServer();
    enterprise = await makeEnterprise({ subs: FOUR_SUBS });
    workers = [];
  });
  after(async () => {
    await Promise.all((workers ?? []).map((worker) => worker.stop()));
    await enterprise?.stop();
    await temporal?.teardown();
  });

  const version = (buildId: string) => ({ deploymentName: DEPLOYMENT, buildId });

  async function startBuild(buildId: string): Promise<TestWorker> {
    const extra = versioningOf(version(buildId));
    const worker = await startWorker(temporal, enterprise, QUEUE, extra);
    workers.push(worker);
    await makeCurrent(buildId);
    return worker;
  }

  /** As `temporal worker deployment set-current-version`: refused until the worker has asked for work. */
  async function makeCurrent(buildId: string): Promise<void> {
    const { namespace } = temporal.client.options;
    for (let attempt = 1; ; attempt += 1) {
      try {
        await temporal.client.workflowService.setWorkerDeploymentCurrentVersion({
          namespace,
          deploymentName: DEPLOYMENT,
          buildId,
          version: `${DEPLOYMENT}.${buildId}`,
        });
        return;
      } catch (error) {
        if (attempt === 60) throw error;
        await sleep(500);
      }
    }
  }

  async function buildOf(workflowId: string): Promise<string> {
    const { raw } = await temporal.client.workflow.getHandle(workflowId).describe();
    const { versioningInfo } = raw.workflowExecutionInfo ?? {};
    return versioningInfo?.deploymentVersion?.buildId ?? 'none';
  }

  const untilGate = (rollout: Played): Promise<unknown> =>
    rollout.until('a gate', ({ awaiting }) => awaiting?.gate !== undefined, 120_000);

  it('go on with what was started on theirs, and the old one says when it may be stopped', async () => {
    const old = await startBuild('a');
    const first = await start(['org_sub_002']);
    await untilGate(first);
    await startBuild('b');
    const second = await start(['org_sub_022']);
    await untilGate(second);
    assert.equal(await buildOf(first.workflowId), 'a');
    assert.equal(await buildOf(second.workflowId), 'b');

    const during = await versionsInUse(temporal.client, DEPLOYMENT);
    assert.deepEqual(
      during.map(({ buildId, current }) => [buildId, current]),
      [
        ['b', true],
        ['a', false],
      ],
    );
    assert.ok((during[1]?.open ?? 0) > 0);
    const [check] = await checkVersions(temporal.client, version('b'));
    assert.match(check?.found ?? '', /b is current.*a is drained when its \d+ open/);

    const end = await first.finish();
    assert.equal(outcomeOf(end), 'succeeded', JSON.stringify(end));
    assert.equal(await buildOf(first.workflowId), 'a');
    for (const child of [
      `group/${first.runId}/1/na_east`,
      'org/guide/gc-prod-002',
      `observation/${first.runId}/wave-1`,
    ])
      assert.equal(await buildOf(child), 'a', child);

    await untilNothingIsOpen('a');
    const [after] = await checkVersions(temporal.client, version('b'));
    assert.match(after?.found ?? '', /a: nothing is open, its workers may be stopped/);
    await old.stop();
    const last = await second.finish();
    assert.equal(outcomeOf(last), 'succeeded', JSON.stringify(last));
  });

  function start(only: string[]): Promise<Played> {
    const workflowId = `rollout/production/${only.join()}`;
    return play(temporal.client, QUEUE, { release: 'v2.1.0', only }, workflowId);
  }

  /** Visibility follows the workflows after a moment. */
  async function untilNothingIsOpen(buildId: string): Promise<void> {
    const deadline = Date.now() + 30_000;
    for (;;) {
      const versions = await versionsInUse(temporal.client, DEPLOYMENT);
      if (versions.some((one) => one.buildId === buildId && one.open === 0)) return;
      if (Date.now() > deadline) throw new Error(JSON.stringify(versions));
      await sleep(200);
    }
  }
});
