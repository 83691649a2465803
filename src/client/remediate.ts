import { WorkflowFailedError, type Client } from '@temporalio/client';
import { ApplicationFailure, WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { RolloutFailure } from '../domain/rollout-status.js';
import { WorkflowType } from '../workflows/ids.js';
import type { RemediationRequest, RemediationResult } from '../workflows/remediation/messages.js';
import { RollcallError, translate } from './errors.js';

export type { RemediationRequest, RemediationResult } from '../workflows/remediation/messages.js';

export interface StartedRemediation {
  readonly workflowId: string;
  /**
   * Until every affected org is settled. `complete` is false where one is not as was wanted.
   * @throws RollcallError `refused` with the reason; nothing was done then
   */
  end(): Promise<{ readonly complete: boolean; readonly result: RemediationResult }>;
}

/**
 * Starts a remediation of a rollout: one at a time.
 * @throws RollcallError `alreadyRunning`
 */
export async function startRemediation(
  client: Client,
  request: RemediationRequest,
  { taskQueue }: { readonly taskQueue: string },
): Promise<StartedRemediation> {
  const workflowId = `remediation/${request.rollout.replace(/^rollout\//, '')}`;
  try {
    const handle = await client.workflow.start(WorkflowType.remediation, {
      workflowId,
      taskQueue,
      args: [request],
      staticSummary: `${request.action} what ${request.rollout} left in trouble`,
    });
    return {
      workflowId,
      end: () => endOf(() => handle.result() as Promise<RemediationResult>, workflowId),
    };
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError)
      throw new RollcallError(
        'alreadyRunning',
        `${workflowId} runs already: wait for its end, or look at it in the Web UI`,
        { cause: error },
      );
    throw translate(error, workflowId);
  }
}

async function endOf(
  result: () => Promise<RemediationResult>,
  workflowId: string,
): Promise<{ complete: boolean; result: RemediationResult }> {
  try {
    return { complete: true, result: await result() };
  } catch (error) {
    if (!(error instanceof WorkflowFailedError)) throw translate(error, workflowId);
    const failure = deepest(error);
    const detail: unknown = failure?.details?.[0];
    if (failure?.type === RolloutFailure.incomplete && isResult(detail))
      return { complete: false, result: detail };
    throw new RollcallError('refused', failure?.message ?? error.message, { cause: error });
  }
}

/** An activity's failure wraps the one that says what went wrong. */
function deepest(error: Error): ApplicationFailure | null {
  let found: ApplicationFailure | null = null;
  for (let cause = error.cause; cause instanceof Error; cause = cause.cause)
    if (cause instanceof ApplicationFailure) found = cause;
  return found;
}

function isResult(detail: unknown): detail is RemediationResult {
  return typeof detail === 'object' && detail !== null && 'outcomes' in detail;
}
