import { randomUUID } from 'node:crypto';
import { WorkflowFailedError, type Client } from '@temporalio/client';
import type { LineState } from '../domain/line.js';
import { DEFAULT_TASK_QUEUE, WorkflowType } from '../workflows/ids.js';
import type { LineRequest } from '../workflows/line.js';
import { grpcCode, RollcallError } from './errors.js';

const ANSWER_TIMEOUT_MS = 30_000;
const CANCELLED = 1;
const DEADLINE_EXCEEDED = 4;

/**
 * Stops the line, releases it or asks how it stands; returns how it stands then.
 * @throws RollcallError `noWorker` where nobody answers in time: it is done as soon as a worker is there
 */
export async function moveLine(
  client: Client,
  request: LineRequest,
  { taskQueue = DEFAULT_TASK_QUEUE }: { readonly taskQueue?: string } = {},
): Promise<LineState> {
  const handle = await client.workflow.start(WorkflowType.line, {
    // Two people may stop it at once.
    workflowId: `line/${request.action}/${randomUUID()}`,
    taskQueue,
    args: [request],
    staticSummary: 'by' in request ? `${request.action} the line (${request.by})` : 'the line',
  });
  try {
    return await client.withDeadline(
      Date.now() + ANSWER_TIMEOUT_MS,
      () => handle.result() as Promise<LineState>,
    );
  } catch (error) {
    if (error instanceof WorkflowFailedError)
      throw new RollcallError('refused', error.cause?.message ?? error.message, { cause: error });
    if (![CANCELLED, DEADLINE_EXCEEDED].includes(grpcCode(error) ?? -1)) throw error;
    throw new RollcallError(
      'noWorker',
      `Nobody answered for ${handle.workflowId} within ${ANSWER_TIMEOUT_MS / 1000} s: no worker is there, or it does not reach its ledger. It is done as soon as one can; no rollout gets further without one either.`,
      { cause: error },
    );
  }
}
