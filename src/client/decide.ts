import {
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
  type Client,
} from '@temporalio/client';
import { Message, type DecisionAnswer, type DecisionRequest } from '../workflows/messages.js';
import { RollcallError, translate } from './errors.js';

const ANSWER_TIMEOUT_MS = 30_000;

/**
 * Approves, rejects, pauses, resumes or trips: validated at once, and answered.
 * @throws RollcallError `refused` with the rollout's reason; nothing was taken then
 */
export async function decide(
  client: Client,
  workflowId: string,
  decision: DecisionRequest,
): Promise<DecisionAnswer> {
  try {
    return await client.withDeadline(Date.now() + ANSWER_TIMEOUT_MS, () =>
      client.workflow
        .getHandle(workflowId)
        .executeUpdate<DecisionAnswer, [DecisionRequest]>(Message.decide, { args: [decision] }),
    );
  } catch (error) {
    if (error instanceof WorkflowUpdateFailedError) {
      throw new RollcallError('refused', reasonOf(error), { cause: error });
    }
    if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError) {
      throw new RollcallError(
        'noWorker',
        `No worker took the decision within ${ANSWER_TIMEOUT_MS / 1000} s. It may still be taken: look with: rollcall status ${workflowId}`,
        { cause: error },
      );
    }
    throw translate(error, workflowId);
  }
}

function reasonOf(error: WorkflowUpdateFailedError): string {
  return error.cause?.message || error.message;
}
