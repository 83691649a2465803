import { WorkflowExecutionAlreadyStartedError, type Client } from '@temporalio/client';
import type { RolloutRequest } from '../workflows/messages.js';
import { DEFAULT_TASK_QUEUE, rolloutId, WorkflowType } from '../workflows/ids.js';
import { RollcallError } from './errors.js';

export interface StartOptions {
  readonly taskQueue?: string;
  /** Default: `rollout/<environment>/<release>`. */
  readonly workflowId?: string;
}

export interface StartedRollout {
  readonly workflowId: string;
  readonly runId: string;
}

/**
 * Starts a rollout. The worker validates the request and the release: see `waitUntilResolved`.
 * @throws RollcallError `alreadyRunning` where a rollout has this id and has not ended
 */
export async function startRollout(
  client: Client,
  request: RolloutRequest,
  options: StartOptions = {},
): Promise<StartedRollout> {
  const workflowId = options.workflowId ?? rolloutId(request.environment, request.release);
  try {
    const handle = await client.workflow.start(WorkflowType.rollout, {
      workflowId,
      taskQueue: options.taskQueue ?? DEFAULT_TASK_QUEUE,
      args: [request],
      workflowIdConflictPolicy: 'FAIL',
      staticSummary: summaryOf(request),
      staticDetails: detailsOf(request, workflowId),
    });
    return { workflowId, runId: handle.firstExecutionRunId };
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    throw new RollcallError(
      'alreadyRunning',
      `${workflowId} is already running: follow it with: rollcall watch ${workflowId}`,
      { cause: error },
    );
  }
}

const SUMMARY_LIMIT_BYTES = 400;

function summaryOf(request: RolloutRequest): string {
  const summary = `${request.release} into ${request.environment}${request.dryRun ? ' (dry run)' : ''}`;
  return Buffer.from(summary).subarray(0, SUMMARY_LIMIT_BYTES).toString();
}

function detailsOf(request: RolloutRequest, workflowId: string): string {
  const facts: [string, string | undefined][] = [
    ['Release', request.release],
    ['Environment', request.environment],
    ['Requested by', request.requestedBy],
    ['Change', request.change],
    ['Reason', request.reason],
    [
      'EMERGENCY',
      request.emergency ? 'yes: no staging pass, no freezes, short windows' : undefined,
    ],
    ['Supersedes', request.supersede],
    ['Promotion overridden', request.overridePromotion],
    ['Adopts', request.adopt ? 'yes: puts on record what is live, writes to no org' : undefined],
    ['Only', request.only?.join(', ')],
    ['Except', request.except?.join(', ')],
    ['Dry run', request.dryRun ? 'yes: nothing is written' : undefined],
    [
      'Rehearsal',
      (request.timeScale ?? 1) > 1 ? `the clock runs ${request.timeScale}×` : undefined,
    ],
  ];
  return [
    ...facts.flatMap(([name, value]) => (value === undefined ? [] : [`- **${name}**: ${value}`])),
    '',
    `Follow it with \`rollcall watch ${workflowId}\`. To stop it, cancel or trip, never terminate.`,
  ].join('\n');
}
