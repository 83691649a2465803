import { QueryNotRegisteredError, type Client } from '@temporalio/client';
import type { RolloutStatus } from '../domain/rollout-status.js';
import { WorkflowType } from '../workflows/ids.js';
import { Message } from '../workflows/messages.js';

/** Ended rollouts are told of for this long. */
const RECENT_MS = 60 * 60_000;
/** Whoever may start workflows must not be able to make this a load. */
const MOST_ROLLOUTS = 50;
const WITHIN_MS = 10_000;

/**
 * Creates a reader of where rollouts stand: those under way and those that ended within the last hour, the newest
 * first, at most 50. Each is asked itself, so the answers survive any worker; one that has ended is asked once.
 * Rejects where Temporal or a rollout does not answer within ten seconds.
 */
export function createRecentStatuses(client: Client): () => Promise<readonly RolloutStatus[]> {
  let ended = new Map<string, RolloutStatus | null>();
  return () =>
    client.withDeadline(Date.now() + WITHIN_MS, async () => {
      const known = ended;
      ended = new Map();
      const found: RolloutStatus[] = [];
      for (const { workflowId, runId, isOver } of await recentRollouts(client)) {
        const kept = known.get(runId);
        const status = kept === undefined ? await statusOfRun(client, workflowId, runId) : kept;
        if (isOver) ended.set(runId, status);
        if (status !== null) found.push(status);
      }
      return found;
    });
}

interface RecentRollout {
  readonly workflowId: string;
  readonly runId: string;
  readonly isOver: boolean;
  readonly startedMs: number;
}

async function recentRollouts(client: Client): Promise<readonly RecentRollout[]> {
  const since = new Date(Date.now() - RECENT_MS).toISOString();
  const found: RecentRollout[] = [];
  for (const when of ['ExecutionStatus="Running"', `CloseTime > "${since}"`]) {
    const query = `WorkflowType="${WorkflowType.rollout}" AND ${when}`;
    for await (const { workflowId, runId, status, startTime } of client.workflow.list({ query })) {
      if (found.length >= MOST_ROLLOUTS) break;
      const isOver = status.name !== 'RUNNING';
      found.push({ workflowId, runId, isOver, startedMs: startTime.getTime() });
    }
  }
  return found.toSorted((one, other) => other.startedMs - one.startedMs);
}

/** Null for a rollout that ended before it had a status. */
async function statusOfRun(
  client: Client,
  workflowId: string,
  runId: string,
): Promise<RolloutStatus | null> {
  try {
    return await client.workflow.getHandle(workflowId, runId).query<RolloutStatus>(Message.status);
  } catch (error) {
    if (error instanceof QueryNotRegisteredError) return null;
    throw error;
  }
}
