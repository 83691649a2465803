import type { Client } from '@temporalio/client';
import { translate } from './errors.js';

/**
 * The key under which the ledger keeps a rollout's records: its first run id, which a reset keeps.
 * @throws RollcallError `notFound`
 */
export async function rolloutKeyOf(client: Client, workflowId: string): Promise<string> {
  try {
    const { raw, runId } = await client.workflow.getHandle(workflowId).describe();
    return raw.workflowExecutionInfo?.firstRunId || runId;
  } catch (error) {
    throw translate(error, workflowId);
  }
}
