import type { Client } from '@temporalio/client';
import { RolloutState } from '../domain/rollout-status.js';
import { SearchAttribute, WorkflowType } from '../workflows/ids.js';
import type { Metrics } from './metrics.js';

const EVERY_MS = 30_000;

/** Keeps the gauges of rollouts and orgs fresh; the returned function stops it. */
export function watchFleet(client: Client, metrics: Metrics, everyMs = EVERY_MS): () => void {
  let stopped = false;
  let timer: NodeJS.Timeout;
  const look = async (): Promise<void> => {
    await readFleet(client, metrics);
    if (stopped) return;
    timer = setTimeout(() => void look(), everyMs);
    timer.unref();
  };
  void look();
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}

/** Counts by Temporal's visibility, which is seconds behind. Where it does not answer the figures are taken away. */
export async function readFleet(client: Client, metrics: Metrics): Promise<void> {
  try {
    const states = await rolloutsByState(client);
    for (const [state, count] of states) metrics.rollouts.set({ state }, count);
    const statuses = await countsBy(client, `WorkflowType="${WorkflowType.orgDeployment}"`);
    for (const [status, count] of statuses) metrics.orgDeployments.set({ status }, count);
  } catch {
    // An old figure would pass for a new one.
    metrics.rollouts.reset();
    metrics.orgDeployments.reset();
    metrics.fleetReadFailures.inc();
  }
}

/** States of a rollout that has ended are its workflow's status, not a state to wait in. */
const OPEN_STATES = Object.values(RolloutState).slice(
  0,
  Object.values(RolloutState).indexOf('succeeded'),
);

/** One count a state: servers group by status only. */
async function rolloutsByState(client: Client): Promise<[string, number][]> {
  const running = `WorkflowType="${WorkflowType.rollout}" AND ExecutionStatus="Running"`;
  return Promise.all(
    OPEN_STATES.map(async (state): Promise<[string, number]> => {
      const query = `${running} AND ${SearchAttribute.state}="${state}"`;
      return [state, (await client.workflow.count(query)).count];
    }),
  );
}

async function countsBy(client: Client, query: string): Promise<[string, number][]> {
  const { groups } = await client.workflow.count(`${query} GROUP BY ExecutionStatus`);
  return groups.map(({ groupValues, count }) => [String(groupValues[0]), count]);
}
