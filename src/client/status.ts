import {
  QueryNotRegisteredError,
  type Client,
  type WorkflowExecutionDescription,
} from '@temporalio/client';
import type { RolloutStatus } from '../domain/rollout-status.js';
import { WorkflowType } from '../workflows/ids.js';
import { Message } from '../workflows/messages.js';
import { RollcallError, translate } from './errors.js';
import { reasonOf, waitForEnd, type RolloutEnd } from './wait-for-end.js';

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
    if (!(error instanceof QueryNotRegisteredError)) throw translate(error, workflowId);
    // Throws where it is of another type.
    const end = await endOfRollout(client, workflowId);
    if (end === null) throw translate(error, workflowId);
    const reason = reasonOf(end) ?? end.kind;
    throw new RollcallError('noStatus', `${workflowId} ended before it had a status: ${reason}`, {
      cause: error,
    });
  }
}

/** True once the workflow has ended, however it did. */
export async function hasEnded(client: Client, workflowId: string): Promise<boolean> {
  return isOver(await describe(client, workflowId));
}

function isOver({ status }: WorkflowExecutionDescription): boolean {
  return status.name !== 'RUNNING' && status.name !== 'PAUSED';
}

/**
 * How a rollout has ended; null while it runs. Needs no worker.
 * @throws RollcallError `notFound`, also for a workflow that is no rollout
 */
export async function endOfRollout(client: Client, workflowId: string): Promise<RolloutEnd | null> {
  const description = await describe(client, workflowId);
  const { type } = description;
  if (type !== WorkflowType.rollout) {
    throw new RollcallError('notFound', `${workflowId} is no rollout: it is of the type ${type}.`);
  }
  return isOver(description) ? waitForEnd(client, workflowId) : null;
}

async function describe(client: Client, workflowId: string): Promise<WorkflowExecutionDescription> {
  try {
    return await client.workflow.getHandle(workflowId).describe();
  } catch (error) {
    throw translate(error, workflowId);
  }
}
