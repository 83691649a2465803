import type { Client } from '@temporalio/client';
import { WorkflowType } from '../workflows/ids.js';
import type { RemediationResult } from '../workflows/remediation/messages.js';

/** What a remediation made of the orgs of a rollout. */
export interface RemediationOf {
  readonly workflowId: string;
  readonly running: boolean;
  readonly result: RemediationResult;
}

/**
 * The remediations of a rollout, the oldest first: the rollout itself has ended by then, so its own status says nothing
 * of them. One of which no worker tells is left out.
 */
export async function remediationsOf(
  client: Client,
  rolloutKey: string,
): Promise<readonly RemediationOf[]> {
  const found: (RemediationOf & { readonly at: Date })[] = [];
  const query = `WorkflowType="${WorkflowType.remediation}"`;
  for await (const { workflowId, runId, memo, startTime, status } of client.workflow.list({
    query,
  })) {
    const remediates = memo?.['remediates'] as { rolloutKey?: string } | undefined;
    if (remediates?.rolloutKey !== rolloutKey) continue;
    const result = await client.workflow
      .getHandle(workflowId, runId)
      .query<RemediationResult | null>('status')
      .catch(() => null);
    const running = status.name === 'RUNNING';
    if (result !== null) found.push({ workflowId, running, result, at: startTime });
  }
  return found
    .toSorted((left, right) => left.at.getTime() - right.at.getTime())
    .map(({ at: _at, ...remediation }) => remediation);
}
