import type { Client } from '@temporalio/client';

/** What the Web UI shows as a workflow's current details. */
export async function boardOf(client: Client, workflowId: string): Promise<string> {
  const metadata = await client.workflow
    .getHandle(workflowId)
    .query<{ currentDetails?: string }>('__temporal_workflow_metadata');
  return metadata.currentDetails ?? '';
}

/** Sends a signal whose payload claims to be JSON, whatever these bytes are. */
export async function signalRaw(
  client: Client,
  workflowId: string,
  signalName: string,
  bytes: string,
): Promise<void> {
  await client.workflowService.signalWorkflowExecution({
    namespace: client.options.namespace,
    workflowExecution: { workflowId },
    signalName,
    input: {
      payloads: [
        {
          metadata: { encoding: Buffer.from('json/plain') },
          data: Buffer.from(bytes),
        },
      ],
    },
  });
}
