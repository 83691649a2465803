import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import { RefusedError } from '../planning/refused.js';

/** What a rollout left running. */
export interface LeftOpen {
  /** Workflow id of the open window by logical org. */
  readonly orgs: ReadonlyMap<string, string>;
  readonly groups: readonly string[];
  /** Null where nothing is open. */
  readonly owner: { readonly rolloutId: string; readonly rolloutKey: string } | null;
}

interface Owner {
  readonly rolloutId: string;
  readonly rolloutKey: string;
  /** Only of an org's workflow. */
  readonly org?: string;
}

/** The windows and groups of a rollout (workflow id or key) that are still open. */
export async function leftOpen(client: Client, rollout: string): Promise<LeftOpen> {
  const orgs = new Map<string, string>();
  const groups: string[] = [];
  const owners = new Map<string, string>();
  const query = 'WorkflowType IN ("orgDeployment", "rolloutGroup") AND ExecutionStatus="Running"';
  for await (const { workflowId, memo } of client.workflow.list({ query })) {
    const owner = memo?.['owner'] as Owner | undefined;
    if (owner === undefined) continue;
    const { org, rolloutId, rolloutKey } = owner;
    if (rolloutId !== rollout && rolloutKey !== rollout) continue;
    owners.set(rolloutKey, rolloutId);
    if (org === undefined) groups.push(workflowId);
    else orgs.set(org, workflowId);
  }
  const [first, ...others] = owners;
  if (others.length > 0)
    throw new RefusedError(
      `several rollouts named ${rollout} left orgs open: name one by its key: ${[...owners.keys()].join(', ')}`,
    );
  if (first === undefined) return { orgs, groups, owner: null };
  return { orgs, groups, owner: { rolloutKey: first[0], rolloutId: first[1] } };
}

/**
 * The key of the rollout that people named, by workflow id or key.
 * @throws RefusedError where it still runs: it settles its orgs itself
 */
export async function keyOfEnded(
  client: Client,
  rollout: string,
  { owner }: LeftOpen,
): Promise<string> {
  const id = owner?.rolloutId ?? rollout;
  const execution = await executionOf(client, id);
  const key = owner?.rolloutKey ?? execution?.key ?? rollout;
  if (execution?.isRunning === true && execution.key === key)
    throw new RefusedError(
      `${id} still runs, and settles its orgs itself: trip it, reject it, or wait for its end`,
    );
  return key;
}

async function executionOf(
  client: Client,
  workflowId: string,
): Promise<{ readonly key: string; readonly isRunning: boolean } | null> {
  try {
    const { raw, runId, status, type } = await client.workflow.getHandle(workflowId).describe();
    if (type !== 'rollout') return null;
    const key = raw.workflowExecutionInfo?.firstRunId || runId;
    return { key, isRunning: status.name === 'RUNNING' };
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return null;
    throw error;
  }
}
