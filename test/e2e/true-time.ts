import { Client } from '@temporalio/client';
import type { ActivityInboundCallsInterceptor, Next } from '@temporalio/worker';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type { RolloutStatus } from '../../src/client/index.js';
import { Message } from '../../src/workflows/messages.js';
import { makeEnterprise, post, type Enterprise, type EnterpriseOptions } from './enterprise.js';
import type { Played } from './play.js';
import { takeOverClock, type SkippingClock } from './skipping-clock.js';
import { startWorker } from './temporal.js';

/** One time for all: the time-skipping server's, which the simulator's clock follows. */
export interface TrueTime {
  readonly enterprise: Enterprise;
  /**
   * Skips no time by itself. The environment's own client lets time run free while it waits for a result, and with
   * nothing left to wait for the server then jumps years ahead, to the timeout that it gives to every workflow.
   */
  readonly client: Client;
  /** Lets server time pass: from event to event, and at once where there is none. */
  pass(duration: '1 minute' | '4 hours' | '12 hours' | '7 days'): Promise<void>;
  /** Lets minutes pass until the status is as wanted; fails when that takes too many. */
  until(
    rollout: Played,
    what: string,
    wanted: (status: RolloutStatus) => boolean,
  ): Promise<RolloutStatus>;
  /**
   * Approves the gate that waits, with whatever it wants named. By signal: this server may lose an update that comes while
   * the workflow is at work, and with it its time.
   */
  approve(rollout: Played): Promise<void>;
  stop(): Promise<void>;
}

const LONGEST_WAIT_MINUTES = 120;

interface WorkerVariables {
  /** What the worker reads from its environment besides the enterprise's variables. */
  readonly variables?: Readonly<Record<string, string>>;
}

/** An enterprise and its worker in the server's time. */
export async function startTrueTime(
  server: TestWorkflowEnvironment,
  taskQueue: string,
  {
    variables,
    ...options
  }: Pick<EnterpriseOptions, 'subs' | 'policy' | 'via' | 'callersShare'> & WorkerVariables,
): Promise<TrueTime> {
  const startAt = new Date(await server.currentTimeMs()).toISOString();
  // At the wall's pace, as the server's while something runs there; what the server skips is added.
  const made = await makeEnterprise({ ...options, scale: 1, startAt });
  const enterprise = { ...made, variables: { ...made.variables, ...variables } };
  const clock = takeOverClock();
  const worker = await startWorker(server, enterprise, taskQueue, {
    interceptors: { activity: [() => ({ inbound: following(server, enterprise.url, clock) })] },
  });
  const client = new Client({
    connection: server.connection,
    namespace: server.client.options.namespace,
  });
  const until: TrueTime['until'] = async (rollout, what, wanted) => {
    for (let minute = 0; minute < LONGEST_WAIT_MINUTES; minute += 1) {
      const status = await rollout.status();
      if (wanted(status)) return status;
      await server.sleep('1 minute');
    }
    const last = JSON.stringify(await rollout.status());
    throw new Error(`${what} did not come; last status: ${last}`);
  };
  return {
    enterprise,
    client,
    pass: (duration) => server.sleep(duration),
    until,
    approve: async (rollout) => {
      const { gate = '', flags = [] } = (await rollout.status()).awaiting ?? {};
      const flag = flags.length === 0 ? {} : { flag: flags.join() };
      await client.workflow
        .getHandle(rollout.workflowId)
        .signal(Message.approve, { gate, by: 'test', ...flag });
      await until(rollout, `what follows gate ${gate}`, ({ awaiting }) => awaiting?.gate !== gate);
    },
    stop: async () => {
      clock.restore();
      await worker.stop();
      await enterprise.stop();
    },
  };
}

/**
 * Puts the worker's clock and the platform's forward to the server's before every activity, so that none sees the past: a
 * client asks nobody for the time of a moment ago, and by its own clock what was skipped would be such a moment.
 */
function following(
  server: TestWorkflowEnvironment,
  simulatorUrl: string,
  clock: SkippingClock,
): ActivityInboundCallsInterceptor {
  return {
    execute: async (input, next: Next<ActivityInboundCallsInterceptor, 'execute'>) => {
      clock.moveTo(await server.currentTimeMs());
      await follow(server, `${simulatorUrl}/_sim/clock`);
      return next(input);
    },
  };
}

async function follow(server: TestWorkflowEnvironment, clockUrl: string): Promise<void> {
  const { nowMs } = (await (await fetch(clockUrl)).json()) as { nowMs: number };
  const behindMs = Math.floor((await server.currentTimeMs()) - nowMs);
  if (behindMs > 0) await post(clockUrl, { advanceMs: behindMs });
}
