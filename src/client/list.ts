import type { Client } from '@temporalio/client';
import { WorkflowType } from '../workflows/ids.js';
import { RollcallError } from './errors.js';

export interface ListedRollout {
  readonly workflowId: string;
  readonly runId: string;
  readonly startedAt: Date;
  readonly running: boolean;
}

/** Rollouts, newest first; only those still running unless asked otherwise. */
export async function listRollouts(
  client: Client,
  options: { ended?: boolean; limit?: number } = {},
): Promise<readonly ListedRollout[]> {
  const type = `WorkflowType="${WorkflowType.rollout}"`;
  const query = options.ended === true ? type : `${type} AND ExecutionStatus="Running"`;
  const found: ListedRollout[] = [];
  for await (const info of client.workflow.list({ query })) {
    found.push({
      workflowId: info.workflowId,
      runId: info.runId,
      startedAt: info.startTime,
      running: info.status.name === 'RUNNING',
    });
    if (found.length >= (options.limit ?? 50)) break;
  }
  return found.sort((a, b) => b.startedAt.getTime() - a.startedAt.getTime());
}

/**
 * The one rollout that is running, for commands that were given no id. With `orNewest`, and none
 * running: the one that ended last.
 * @throws RollcallError `ambiguous` with a list, `notFound`
 */
export async function onlyRollout(
  client: Client,
  options: { orNewest?: boolean } = {},
): Promise<string> {
  const running = await listRollouts(client);
  const candidates =
    running.length === 0 && options.orNewest === true
      ? (await listRollouts(client, { ended: true })).slice(0, 1)
      : running;
  const [only, ...others] = candidates;
  if (only === undefined) throw new RollcallError('notFound', 'No rollout is running.');
  if (others.length > 0) {
    const ids = candidates.map((rollout) => rollout.workflowId).join(', ');
    throw new RollcallError('ambiguous', `Several rollouts are running, name one of: ${ids}`);
  }
  return only.workflowId;
}
