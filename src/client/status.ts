import type { Client } from '@temporalio/client';
import type { RolloutStatus } from '../domain/rollout-status.js';
import { Message } from '../workflows/messages.js';
import { translate } from './errors.js';

/**
 * Where a rollout stands now. Works after its end too, as long as Temporal keeps its history.
 * @throws RollcallError `notFound`, `noWorker`
 */
export async function statusOf(client: Client, workflowId: string): Promise<RolloutStatus> {
  return query<RolloutStatus>(client, workflowId, Message.status);
}

/** Asks one query, with Temporal's errors translated. */
export async function query<Answer>(
  client: Client,
  workflowId: string,
  name: string,
): Promise<Answer> {
  try {
    return await client.workflow.getHandle(workflowId).query<Answer>(name);
  } catch (error) {
    throw translate(error, workflowId);
  }
}

/** True once the workflow has ended, however it did. */
export async function hasEnded(client: Client, workflowId: string): Promise<boolean> {
  try {
    const description = await client.workflow.getHandle(workflowId).describe();
    return description.status.name !== 'RUNNING' && description.status.name !== 'PAUSED';
  } catch (error) {
    throw translate(error, workflowId);
  }
}
