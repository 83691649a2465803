import type { Client, WorkflowHandle } from '@temporalio/client';
import type { temporal } from '@temporalio/proto';
import { placeOf, type Place } from '../../../test/planted-secrets.js';
import type { WorkflowEnd } from './observed.js';

/** Every workflow of a task queue, with its history as text. */
export async function workflowsOf(
  client: Client,
  taskQueue: string,
): Promise<{ readonly ends: readonly WorkflowEnd[]; readonly places: readonly Place[] }> {
  const ends: WorkflowEnd[] = [];
  const places: Place[] = [];
  for await (const { workflowId, runId, status } of client.workflow.list({
    query: `TaskQueue="${taskQueue}"`,
  })) {
    const handle = client.workflow.getHandle(workflowId, runId);
    const { events } = await handle.fetchHistory();
    const failedTasks = (events ?? []).flatMap(failureOf);
    const pending = status.name === 'RUNNING' ? await pendingOf(handle) : [];
    ends.push({ workflowId, status: status.name, failedTasks, pending });
    places.push(placeOf(`history of ${workflowId}`, (events ?? []).map(textOf).join('\n')));
  }
  return { ends, places };
}

async function pendingOf(handle: WorkflowHandle): Promise<string[]> {
  const { raw } = await handle.describe();
  const task = raw.pendingWorkflowTask;
  return [
    ...(raw.pendingActivities ?? []).map(
      ({ activityType, attempt, state, lastFailure }) =>
        `${activityType?.name ?? ''} (state ${state ?? 0}, attempt ${attempt ?? 0}): ${lastFailure?.message ?? 'no failure'}`,
    ),
    ...(task ? [`a workflow task (state ${task.state ?? 0}, attempt ${task.attempt ?? 0})`] : []),
  ];
}

/**
 * Temporal's enum WorkflowTaskFailedCause: a message came in while the last task ran (1), a worker came or went (13),
 * the server moved on (17, 18). None says that the code failed.
 */
const HARMLESS_CAUSES = new Set([1, 13, 17, 18]);

/** A task that ran out of time with its worker says nothing about the code; one that failed does. */
function failureOf(event: temporal.api.history.v1.IHistoryEvent): string[] {
  const failed = event.workflowTaskFailedEventAttributes;
  if (failed === null || failed === undefined) return [];
  if (HARMLESS_CAUSES.has(failed.cause ?? 0)) return [];
  return [`cause ${failed.cause ?? 0}: ${failed.failure?.message ?? ''}`];
}

/** With the content of its payloads in the clear. */
function textOf(event: unknown): string {
  return JSON.stringify(event, (_name, value: unknown) =>
    value instanceof Uint8Array ? Buffer.from(value).toString('utf8') : value,
  );
}
