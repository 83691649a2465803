import { sleep } from '@temporalio/workflow';
import type { OrgOutcome } from '../../src/domain/rollout-status.js';
import { orgDeployment as today } from '../../src/workflows/org-deployment.js';
import type { OrgDeploymentInput } from '../../src/workflows/signals.js';

/** What nobody may do to a workflow that runs: it waits once more than its history says. */
export async function orgDeployment(input: OrgDeploymentInput): Promise<OrgOutcome> {
  await sleep('1 second');
  return today(input);
}
