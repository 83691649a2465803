import type { Client } from '@temporalio/client';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { makeEnterprise, type Enterprise } from '../e2e/enterprise.js';
import type { PolicyEdits } from '../e2e/fleet.js';
import { adopt, play, type Played } from '../e2e/play.js';
import { eventually, setFrozen, type Moment } from './moments.js';
import { startWorkerProcess, type WorkerProcess } from './worker-process.js';

/** Two subs, one of each region, behind the hub: all that a kill can come between. */
const SUBS = ['org_sub_002', 'org_sub_022'];
/** One wave after the hub's, and less of the watching that no test here is about. */
const SHORT: PolicyEdits = [
  { at: ['wave_percents'], value: [100] },
  { at: ['first_wave_bake_minutes'], value: 0 },
  { at: ['bake_minutes'], value: 5 },
];
/** The orgs of a stage, by the ids that the platform knows them by. */
export const ORGS = ['gc-prod-hub', 'gc-prod-002', 'gc-prod-022'] as const;

/** A small enterprise on v2.0, and the one worker that serves it. */
export interface Stage {
  readonly client: Client;
  readonly enterprise: Enterprise;
  /** Starts the rollout of the release. */
  rollOut(release?: string): Promise<Played>;
  /** Approves every gate until the worker is at the moment; then the platform's clock stands still. */
  reach(what: string, rollout: Played, moment: Moment): Promise<void>;
  /** `kill -9`. */
  kill(): Promise<void>;
  /** Another worker in the place of the killed one. The platform's clock runs on, unless told not to. */
  replace(clock?: 'running' | 'still'): Promise<void>;
  close(): Promise<void>;
}

/** Sets a stage up, with a worker in a process of its own and v2.0 on record. */
export async function openStage(
  temporal: TestWorkflowEnvironment,
  taskQueue: string,
  policy: PolicyEdits = [],
): Promise<Stage> {
  const enterprise = await makeEnterprise({ subs: SUBS, policy: [...SHORT, ...policy] });
  const place = { address: temporal.address, taskQueue };
  const { client } = temporal;
  let worker: WorkerProcess = await startWorkerProcess(enterprise, place);
  let closed = false;
  const close = async (): Promise<void> => {
    if (closed) return;
    closed = true;
    await worker.kill();
    await terminateAll(client);
    await enterprise.stop();
  };
  try {
    await adopt(client, taskQueue);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    client,
    enterprise,
    rollOut: (release = 'v2.1.0') => play(client, taskQueue, { release }),
    reach: async (what, rollout, moment) => {
      await eventually(what, async () => {
        if (await moment.isReached()) return true;
        await worker.mustRun();
        await rollout.approve();
        return false;
      });
      await setFrozen(enterprise.url, true);
    },
    kill: () => worker.kill(),
    replace: async (clock = 'running') => {
      await setFrozen(enterprise.url, clock === 'still');
      worker = await startWorkerProcess(enterprise, place);
    },
    close,
  };
}

/** A test that failed must not leave an org's window open for the next. */
async function terminateAll(client: Client): Promise<void> {
  for await (const { workflowId } of client.workflow.list({ query: RUNNING }))
    await client.workflow
      .getHandle(workflowId)
      .terminate('the test is over')
      .catch(() => undefined);
}

const RUNNING = 'ExecutionStatus="Running"';

/** Ids of the workflows that still run. */
export async function runningWorkflows(client: Client): Promise<string[]> {
  const ids: string[] = [];
  for await (const { workflowId } of client.workflow.list({ query: RUNNING })) ids.push(workflowId);
  return ids;
}
