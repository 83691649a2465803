import assert from 'node:assert/strict';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { decide, reportOf } from '../../src/client/index.js';
import { configurationOf, journal, post, type Enterprise } from './enterprise.js';
import { clearFaults } from './faults.js';
import { GENESYS_ORGS, makeGenesysEnterprise } from './genesys-enterprise.js';
import { isOver, play, type Played } from './play.js';
import { outcomeOf } from './stage.js';
import { startDevServer, startWorker, type TestWorker } from './temporal.js';

const QUEUE = 'genesys';

describe('a rollout over simulated Genesys Cloud, and the guide’s platform beside it', () => {
  let temporal: TestWorkflowEnvironment;
  let enterprise: Enterprise;
  let worker: TestWorker;

  before(async () => {
    temporal = await startDevServer();
    enterprise = await makeGenesysEnterprise();
    worker = await startWorker(temporal, enterprise, QUEUE);
  });

  after(async () => {
    await worker?.stop();
    await enterprise?.stop();
    await temporal?.teardown();
  });

  const roll = (release: string): Promise<Played> => play(temporal.client, QUEUE, { release });
  const greetings = async (): Promise<string[]> => {
    const bodies = await Promise.all(
      GENESYS_ORGS.slice(1).map((org) => configurationOf(enterprise.url, org)),
    );
    return bodies.map((all, at) => {
      const body = all[`flow/${GENESYS_ORGS[at + 1]}-welcome`] as { publishedVersion: string };
      return body.publishedVersion;
    });
  };

  it('finds what is there as it is, and writes nothing', async () => {
    const rollout = await roll('v1.0.0');
    const end = await rollout.finish();
    assert.equal(outcomeOf(end), 'succeeded', JSON.stringify(end));
    assert.equal(end.kind === 'finished' && end.summary.writes, 0);
    assert.deepEqual(await journal(enterprise.url), []);
  });

  it('publishes flows, replaces queues, moves weights; the report names each guarantee', async () => {
    const rollout = await roll('v2.0.0');
    const end = await rollout.finish();
    assert.equal(outcomeOf(end), 'succeeded', JSON.stringify(end));
    assert.equal(end.kind === 'finished' && end.summary.writes, 3 * 5 + 1);
    assert.deepEqual(await greetings(), ['2.0', '2.0', '2.0']);
    const report = JSON.stringify(await reportOf(temporal.client, rollout.workflowId));
    for (const guarantee of [
      'BEST EFFORT',
      'under a lock',
      'conditional on a version',
      'conditional on an ETag',
    ])
      assert.ok(report.includes(guarantee), guarantee);
    const again = await (await roll('v2.0.0')).finish();
    assert.equal(again.kind === 'finished' && again.summary.writes, 0);
  });

  it('takes a release back whose flow the platform refuses, and says why', async () => {
    const before = await configurationOf(enterprise.url, 'north');
    const rollout = await roll('v2.1.0');
    await rollout.approveUntil(isOver);
    const end = await rollout.end();
    assert.equal(outcomeOf(end), 'rolledBack');
    assert.deepEqual(await greetings(), ['2.0', '2.0', '2.0']);
    const late = (await journal(enterprise.url)).filter(({ name }) => name === 'Late');
    // Or something else took it back before.
    const why = `no queue was made before the flow that names it: ${JSON.stringify(end)}`;
    assert.ok(late.length > 0, why);
    for (const org of GENESYS_ORGS)
      assert.doesNotMatch(
        JSON.stringify(await configurationOf(enterprise.url, org)),
        /flyAway|"Late"/,
      );
    assert.deepEqual(await configurationOf(enterprise.url, 'north'), before);
    const report = JSON.stringify(await reportOf(temporal.client, rollout.workflowId));
    assert.match(report, /unknown action 'flyAway'/);
  });

  it('takes flows back by publishing the version from before anew', async () => {
    const before = await configurationOf(enterprise.url, 'north');
    const rollout = await roll('v3.0.0');
    // Both hubs, and a sub.
    await rollout.approveUntil(({ orgs }) => orgs.completed > 2);
    const deployed = await greetings();
    assert.ok(
      deployed.some((version) => Number(version) > 2),
      deployed.join(),
    );
    await decide(temporal.client, rollout.workflowId, { decision: 'trip', by: 'lee' });
    assert.equal(outcomeOf(await rollout.finish()), 'rolledBack');
    assert.deepEqual(await greetings(), ['2.0', '2.0', '2.0']);
    assert.deepEqual(await configurationOf(enterprise.url, 'north'), before);
  });

  it('gets there through lost answers, stale reads, limits, and a token that is revoked', async () => {
    const orgId = 'north';
    for (const fault of [
      { method: 'PUT', kind: 'queue', effect: { type: 'dropResponse', status: 504 } },
      { method: 'PUT', kind: 'datatableRow', effect: { type: 'dropResponse' } },
      { method: 'PUT', kind: 'trunk', effect: { type: 'dropResponse' } },
      { kind: 'flowUpload', effect: { type: 'dropResponse' } },
      { method: 'GET', kind: 'queue', effect: { type: 'staleRead', seconds: 60 } },
      { kind: 'flow', method: 'POST', effect: { type: 'rateLimit', retryAfterSeconds: 5 } },
      { kind: 'trunk', method: 'GET', nth: 3, effect: { type: 'revokeTokens' } },
      { kind: 'token', effect: { type: 'rateLimit' }, count: 2 },
      { method: 'GET', probability: 0.1, effect: { type: 'status', status: 503 } },
    ])
      await post(`${enterprise.url}/_sim/faults`, { orgId, ...fault });
    const rollout = await roll('v3.0.0');
    const end = await rollout.finish();
    await clearFaults(enterprise);
    assert.equal(outcomeOf(end), 'succeeded', JSON.stringify(end));
    const north = await configurationOf(enterprise.url, orgId);
    assert.match(JSON.stringify(north), /"Support":70,"Overflow":30/);
    assert.match(JSON.stringify(north), /"instance":470/);
    const again = await (await roll('v3.0.0')).finish();
    assert.equal(again.kind === 'finished' && again.summary.writes, 0);
  });

  it('says before the first write what is to be removed while a flow uses it, and leaves it', async () => {
    const rollout = await roll('v4.0.0');
    const { notices } = await rollout.approveUntil(isOver);
    assert.equal(outcomeOf(await rollout.end()), 'succeeded', notices.join('\n'));
    for (const org of GENESYS_ORGS.slice(1))
      assert.ok(
        notices.some((notice) =>
          notice.includes(
            `queue/night in ${org} is to be removed, while inboundcallflow Welcome uses it`,
          ),
        ),
        notices.join('\n'),
      );
    assert.match(JSON.stringify(await configurationOf(enterprise.url, 'north')), /"Night"/);
  });

  /** What the org's row of weights was written to, write by write: support, overflow, and the queue that nobody staffs. */
  const rowsOf = async (orgId: string): Promise<unknown[]> => {
    const writes = await journal(enterprise.url);
    return writes
      .filter((write) => write.orgId === orgId && write.kind === 'strategy')
      .map(({ after }) => [after?.['Support'], after?.['Overflow'], after?.['Unstaffed']]);
  };

  it('moves the weights of a row in steps', async () => {
    const before = await rowsOf('north');
    const rollout = await roll('v5.0.0');
    const { awaiting } = await rollout.approveUntil(({ awaiting }) => awaiting?.gate === 'plan');
    assert.match(awaiting?.what ?? '', /routing weights: \S+\/weights, in 2 steps in 3 org/);
    assert.equal(outcomeOf(await rollout.finish()), 'succeeded');
    assert.deepEqual((await rowsOf('north')).slice(before.length), [
      [55, 45, 0],
      [40, 60, 0],
    ]);
  });

  it('sends nobody to a queue that a column is called like and that no agent staffs', async () => {
    const before = await rowsOf('north');
    const rollout = await roll('v5.1.0');
    const { notices } = await rollout.approveUntil((status) =>
      status.notices.some((notice) => notice.includes('would send callers to Unstaffed of')),
    );
    await decide(temporal.client, rollout.workflowId, { decision: 'trip', by: 'lee' });
    assert.equal(outcomeOf(await rollout.finish()), 'rolledBack', notices.join('\n'));
    assert.deepEqual((await rowsOf('north')).slice(before.length), []);
  });
});
