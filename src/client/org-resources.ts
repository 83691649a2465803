import type { Client, WorkflowExecutionInfo } from '@temporalio/client';
import { decodeArrayFromPayloads } from '@temporalio/common/lib/internal-non-workflow/index.js';
import { WorkflowType } from '../workflows/ids.js';
import type { OrgResources } from '../workflows/signals.js';
import { translate } from './errors.js';
import { rolloutKeyOf } from './rollout-key.js';

export type { OrgResources } from '../workflows/signals.js';

/** Where an org's resources stand in a rollout, and what its worker is at. */
export interface OrgTracking extends OrgResources {
  /** The window's workflow. */
  readonly workflowId: string;
  /** What the attempt that runs now said last, by its heartbeat; null where none runs, or has said anything. */
  readonly now: {
    readonly activity: string;
    readonly attempt: number;
    readonly said: unknown;
  } | null;
}

/**
 * The state of every resource that a rollout writes in an org, as the org's window knows it: while it is open and
 * after it was closed, as long as Temporal keeps its history. Null where the rollout never opened a window there.
 * @throws RollcallError `notFound`, `noWorker`
 */
export async function resourcesOf(
  client: Client,
  rolloutId: string,
  org: string,
): Promise<OrgTracking | null> {
  const rolloutKey = await rolloutKeyOf(client, rolloutId);
  const window = await latestWindow(client, rolloutKey, org);
  if (window === null) return null;
  const { workflowId, runId } = window;
  const handle = client.workflow.getHandle(workflowId, runId);
  try {
    const known = await handle.query<OrgResources>('resources');
    return { workflowId, ...known, now: await atWork(client, workflowId, runId) };
  } catch (error) {
    throw translate(error, workflowId);
  }
}

/** A remediation opens a window of its own after the rollout's: the latest one counts. */
async function latestWindow(
  client: Client,
  rolloutKey: string,
  org: string,
): Promise<WorkflowExecutionInfo | null> {
  let latest: WorkflowExecutionInfo | null = null;
  const query = `WorkflowType="${WorkflowType.orgDeployment}"`;
  for await (const info of client.workflow.list({ query })) {
    const owner = info.memo?.['owner'] as { org?: string; rolloutKey?: string } | undefined;
    if (owner?.org !== org || owner.rolloutKey !== rolloutKey) continue;
    if (latest === null || info.startTime > latest.startTime) latest = info;
  }
  return latest;
}

async function atWork(
  client: Client,
  workflowId: string,
  runId: string,
): Promise<OrgTracking['now']> {
  const { raw } = await client.workflow.getHandle(workflowId, runId).describe();
  const [pending] = raw.pendingActivities ?? [];
  const payloads = pending?.heartbeatDetails?.payloads;
  if (pending == null) return null;
  const [said = null] = await decodeArrayFromPayloads(client.options.loadedDataConverter, payloads);
  const { activityType, attempt } = pending;
  return { activity: activityType?.name ?? '', attempt: attempt ?? 1, said };
}
