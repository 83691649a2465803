import type { Client } from '@temporalio/client';
import { RolloutState, type RolloutStatus } from '../domain/rollout-status.js';
import { SearchAttribute, WorkflowType } from '../workflows/ids.js';
import type { Metrics } from './metrics.js';
import { orgsByState } from './orgs-by-state.js';

const EVERY_MS = 30_000;

export interface FleetFigures {
  readonly client: Client;
  readonly metrics: Metrics;
  /** Rollouts under way and those that ended a short while ago, the newest first. */
  readonly statuses: () => Promise<readonly RolloutStatus[]>;
}

/** Keeps the gauges of rollouts and orgs fresh; the returned function stops it. */
export function watchFleet(figures: FleetFigures, everyMs = EVERY_MS): () => void {
  let stopped = false;
  let timer: NodeJS.Timeout;
  const look = async (): Promise<void> => {
    await readFleet(figures);
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

/**
 * Counts by Temporal's visibility, which is seconds behind, and by what rollouts themselves say of their orgs. What
 * does not answer is taken away: an old figure would pass for a new one.
 */
export async function readFleet({ client, metrics, statuses }: FleetFigures): Promise<void> {
  const { rollouts, orgDeployments, orgs } = metrics;
  await orTakenAway(metrics, [rollouts, orgDeployments], async () => {
    const states = await rolloutsByState(client);
    for (const [state, count] of states) rollouts.set({ state }, count);
    const byStatus = await countsBy(client, `WorkflowType="${WorkflowType.orgDeployment}"`);
    for (const [status, count] of byStatus) orgDeployments.set({ status }, count);
  });
  await orTakenAway(metrics, [orgs], async () => {
    const counts = orgsByState(await statuses());
    // An environment without a rollout has no figures.
    orgs.reset();
    for (const { environment, state, count } of counts) orgs.set({ environment, state }, count);
  });
}

async function orTakenAway(
  { fleetReadFailures }: Metrics,
  gauges: readonly { reset(): void }[],
  read: () => Promise<void>,
): Promise<void> {
  try {
    await read();
  } catch {
    for (const gauge of gauges) gauge.reset();
    fleetReadFailures.inc();
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
