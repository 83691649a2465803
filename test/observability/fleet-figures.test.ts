import assert from 'node:assert/strict';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { createRecentStatuses } from '../../src/client/recent-statuses.js';
import { OrgState, type RolloutStatus } from '../../src/domain/rollout-status.js';
import { readFleet } from '../../src/observability/fleet-figures.js';
import { createMetrics, type Metrics } from '../../src/observability/metrics.js';
import { orgsByState } from '../../src/observability/orgs-by-state.js';
import { makeEnterprise, type Enterprise } from '../e2e/enterprise.js';
import { adopt, play } from '../e2e/play.js';
import { FOUR_SUBS } from '../e2e/stage.js';
import { startDevServer, startWorker, type TestWorker } from '../e2e/temporal.js';

const QUEUE = 'figures';

describe('orgs by state', () => {
  const statusOf = (
    environment: string,
    states: Readonly<Record<string, OrgState>>,
  ): RolloutStatus => {
    const outcomes = Object.entries(states).map(([org, state]) => ({
      org,
      state,
      writes: 0,
      kept: 0,
    }));
    return { environment, outcomes } as unknown as RolloutStatus;
  };
  const counts = (statuses: readonly RolloutStatus[]): Record<string, number> =>
    Object.fromEntries(
      orgsByState(statuses)
        .filter(({ count }) => count > 0)
        .map(({ environment, state, count }) => [`${environment} ${state}`, count]),
    );

  it('count an org once, by the newest rollout that did something to it', () => {
    const newest = statusOf('production', { a: 'untouched', b: 'stranded', c: 'untouched' });
    const older = statusOf('production', { a: 'deployed', b: 'completed' });
    const elsewhere = statusOf('staging', { a: 'rolledBack' });
    assert.deepEqual(counts([newest, older, elsewhere]), {
      'production deployed': 1,
      'production stranded': 1,
      'production untouched': 1,
      'staging rolledBack': 1,
    });
  });

  it('have a figure for every state of an environment, and none without a rollout', () => {
    const states = orgsByState([statusOf('production', {})]).map(({ state }) => state);
    assert.deepEqual(states, Object.values(OrgState));
    assert.deepEqual(orgsByState([]), []);
  });
});

describe('the fleet’s figures', () => {
  let temporal: TestWorkflowEnvironment;
  let enterprise: Enterprise;
  let worker: TestWorker;
  before(async () => {
    temporal = await startDevServer();
    enterprise = await makeEnterprise({ subs: FOUR_SUBS });
    worker = await startWorker(temporal, enterprise, QUEUE);
    await adopt(temporal.client, QUEUE);
  });
  after(async () => {
    await worker?.stop();
    await enterprise?.stop();
    await temporal?.teardown();
  });
  const read = async (metrics: Metrics): Promise<Record<string, number>> => {
    const statuses = createRecentStatuses(temporal.client);
    await readFleet({ client: temporal.client, metrics, statuses });
    const { values } = await metrics.orgs.get();
    return Object.fromEntries(
      values.filter(({ value }) => value > 0).map(({ labels, value }) => [labels.state, value]),
    );
  };

  it('are those of the rollouts themselves, whichever worker reads them', async () => {
    // Adoption ended a moment ago.
    assert.deepEqual(await read(createMetrics()), { completed: 5 });
    const rollout = await play(temporal.client, QUEUE, { release: 'v2.1.0' });
    await rollout.approveUntil(({ awaiting }) => awaiting?.gate === 'expand-10');
    const first = await read(createMetrics());
    assert.deepEqual(first, { deployed: 1, completed: 4 });
    await worker.stop();
    worker = await startWorker(temporal, enterprise, QUEUE);
    assert.deepEqual(await read(createMetrics()), first);
    await temporal.client.workflow
      .getHandle(rollout.workflowId)
      .signal('tripBreaker', { by: 'lee', reason: 'complaints' });
    await rollout.finish();
    const metrics = createMetrics();
    assert.deepEqual(await read(metrics), { rolledBack: 1, completed: 4 });
    assert.equal((await metrics.fleetReadFailures.get()).values[0]?.value, 0);
  });

  it('are taken away where a rollout cannot be asked', async () => {
    const metrics = createMetrics();
    const { client } = temporal;
    await readFleet({ client, metrics, statuses: createRecentStatuses(client) });
    assert.ok((await metrics.orgs.get()).values.length > 0);
    await readFleet({ client, metrics, statuses: () => Promise.reject(new Error('nobody there')) });
    assert.deepEqual((await metrics.orgs.get()).values, []);
    assert.equal((await metrics.fleetReadFailures.get()).values[0]?.value, 1);
    assert.ok((await metrics.rollouts.get()).values.length > 0);
  });
});
