import { Client } from '@temporalio/client';
import type { ActivityInboundCallsInterceptor, Next } from '@temporalio/worker';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type { RolloutStatus } from '../../src/client/index.js';
import { makeEnterprise, post, type Enterprise, type EnterpriseOptions } from './enterprise.js';
import type { Played } from './play.js';
import type { SkippingClock } from './skipping-clock.js';
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
  stop(): Promise<void>;
}

const LONGEST_WAIT_MINUTES = 120;

/** An enterprise and its worker in the server's time. */
export async function startTrueTime(
  server: TestWorkflowEnvironment,
  taskQueue: string,
  options: Pick<EnterpriseOptions, 'subs' | 'policy' | 'via' | 'callersShare'> & {
    readonly clock?: SkippingClock;
  },
): Promise<TrueTime> {
  const { clock } = options;
  const startAt = new Date(await server.currentTimeMs()).toISOString();
  // At the wall's pace, as the server's while something runs there; what the server skips is added.
  const enterprise = await makeEnterprise({ ...options, scale: 1, startAt });
  const worker = await startWorker(server, enterprise, taskQueue, {
    interceptors: { activity: [() => ({ inbound: following(server, enterprise.url, clock) })] },
  });
  return {
    enterprise,
    client: new Client({
      connection: server.connection,
      namespace: server.client.options.namespace,
    }),
    pass: (duration) => server.sleep(duration),
    until: async (rollout, what, wanted) => {
      for (let minute = 0; minute < LONGEST_WAIT_MINUTES; minute += 1) {
        const status = await rollout.status();
        if (wanted(status)) return status;
        await server.sleep('1 minute');
      }
      const last = JSON.stringify(await rollout.status());
      throw new Error(`${what} did not come; last status: ${last}`);
    },
    stop: async () => {
      await worker.stop();
      await enterprise.stop();
    },
  };
}

/** Puts the platform's clock forward to the server's before every activity, so that none sees the past. */
function following(
  server: TestWorkflowEnvironment,
  simulatorUrl: string,
  clock: SkippingClock | undefined,
): ActivityInboundCallsInterceptor {
  return {
    execute: async (input, next: Next<ActivityInboundCallsInterceptor, 'execute'>) => {
      clock?.moveTo(await server.currentTimeMs());
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
