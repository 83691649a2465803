import type { Client } from '@temporalio/client';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type { RolloutEnd, RolloutRequest } from '../../src/client/index.js';
import {
  configurationOf,
  makeEnterprise,
  type Enterprise,
  type EnterpriseOptions,
} from './enterprise.js';
import { clearFaults } from './faults.js';
import type { PolicyEdits } from './fleet.js';
import { adopt, play, type Played } from './play.js';
import { startDevServer, startWorker } from './temporal.js';

/** One sub of each stratum. */
export const FOUR_SUBS = ['org_sub_002', 'org_sub_012', 'org_sub_022', 'org_sub_032'] as const;

/** Two waves of two, and less waiting where nothing depends on the guide's numbers. */
const BRISK: PolicyEdits = [
  { at: ['wave_percents'], value: [50, 100] },
  { at: ['stabilization_minutes'], value: 5 },
  { at: ['first_wave_bake_minutes'], value: 0 },
  { at: ['bake_minutes'], value: 5 },
  { at: ['checks', 'horizon_minutes'], value: 10 },
  { at: ['rollback_verification', 'horizon_minutes'], value: 10 },
  // Of a few minutes of callers nothing smaller is flagged.
  { at: ['thresholds', 'abandonment_increase_ratio'], value: 5 },
  { at: ['thresholds', 'speed_of_answer_increase_seconds'], value: 60 },
  { at: ['thresholds', 'strategy_hit_rate_drop_points'], value: 50 },
];

const QUEUE = 'stage';

/** What the tests of one file share: a server, a small enterprise whose release is on record, a worker. */
export interface Stage {
  readonly client: Client;
  /** `host:port` of the server. */
  readonly address: string;
  readonly queue: string;
  readonly enterprise: Enterprise;
  roll(request: Partial<RolloutRequest> & { readonly release: string }): Promise<Played>;
  /** Every resource of every org, by real org id. */
  configuration(): Promise<Readonly<Record<string, Record<string, unknown>>>>;
  /** After each test: no fault stays, and nothing that a failed test left open. */
  tidy(): Promise<void>;
  stop(): Promise<void>;
}

export interface StageOptions extends EnterpriseOptions {
  /** False: nothing is known of the orgs yet, as on first contact. Default: v2.0.0 is on record. */
  readonly onRecord?: boolean;
  /** What the worker reads from its environment besides the enterprise's variables. */
  readonly variables?: Readonly<Record<string, string>>;
}

/** Sets it up. Four subs in two waves unless told otherwise. */
export async function setStage(options: StageOptions = {}): Promise<Stage> {
  const temporal = await startDevServer();
  const made = await makeEnterprise({
    ...options,
    subs: options.subs ?? FOUR_SUBS,
    policy: [...BRISK, ...(options.policy ?? [])],
  });
  const enterprise = { ...made, variables: { ...made.variables, ...options.variables } };
  const worker = await startWorker(temporal, enterprise, QUEUE);
  if (options.onRecord !== false) await adopt(temporal.client, QUEUE);
  return {
    client: temporal.client,
    address: temporal.address,
    queue: QUEUE,
    enterprise,
    roll: (request) => roll(temporal, request),
    configuration: () => configurationOfAll(enterprise),
    tidy: async () => {
      await clearFaults(enterprise);
      await terminateAll(temporal.client);
    },
    stop: async () => {
      await worker.stop();
      await enterprise.stop();
      await temporal.teardown();
    },
  };
}

let rolled = 0;

/** Ids of their own, so that a rollout that failed to end does not fail the next test, too. */
function roll(
  { client }: TestWorkflowEnvironment,
  request: Partial<RolloutRequest> & { readonly release: string },
): Promise<Played> {
  rolled += 1;
  return play(client, QUEUE, request, `rollout/${rolled}/${request.release}`);
}

async function configurationOfAll(
  enterprise: Enterprise,
): Promise<Record<string, Record<string, unknown>>> {
  const answer = await fetch(`${enterprise.url}/_sim/orgs`);
  const { orgs } = (await answer.json()) as { orgs: { id: string }[] };
  const all = await Promise.all(
    orgs.map(async ({ id }) => [id, await configurationOf(enterprise.url, id)] as const),
  );
  return Object.fromEntries(all);
}

async function terminateAll(client: Client): Promise<void> {
  for await (const { workflowId, runId } of client.workflow.list({
    query: 'ExecutionStatus="Running"',
  }))
    // It may have ended since it was listed.
    await client.workflow
      .getHandle(workflowId, runId)
      .terminate('the test is over')
      .catch(() => undefined);
}

/** The simulated org behind a logical one. */
export function realOrg(org: string): string {
  return org === 'org_parent_001' ? 'gc-prod-hub' : org.replace('org_sub_', 'gc-prod-');
}

/** `rolledBack`, `rejected`, …; for an end without a summary, its kind. */
export function outcomeOf(end: RolloutEnd): string {
  return end.kind === 'finished' ? end.summary.outcome : end.kind;
}
