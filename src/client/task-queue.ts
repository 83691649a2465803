import type { Client } from '@temporalio/client';

/** True when at least one worker has asked the queue for workflow tasks lately. */
export async function hasWorkers(client: Client, taskQueue: string): Promise<boolean> {
  // Of workflow tasks, as it names no other type.
  const answer = await client.workflowService.describeTaskQueue({
    namespace: client.options.namespace,
    taskQueue: { name: taskQueue },
  });
  return (answer.pollers ?? []).length > 0;
}
