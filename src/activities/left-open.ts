import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import type { OrgState } from '../domain/rollout-status.js';
import { LedgerMissingError } from '../ledger/port.js';
import { RefusedError } from '../planning/refused.js';
import type { ActivityDeps } from './deps.js';

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
  const keys = new Map<string, string>();
  const query = 'WorkflowType IN ("orgDeployment", "rolloutGroup") AND ExecutionStatus="Running"';
  for await (const { workflowId, memo } of client.workflow.list({ query })) {
    const owner = memo?.['owner'] as Owner | undefined;
    if (owner === undefined) continue;
    const { org, rolloutId, rolloutKey } = owner;
    if (rolloutId !== rollout && rolloutKey !== rollout) continue;
    keys.set(rolloutKey, rolloutId);
    if (org === undefined) groups.push(workflowId);
    else orgs.set(org, workflowId);
  }
  const [first, ...others] = keys;
  if (others.length > 0)
    throw new RefusedError(
      `several rollouts named ${rollout} left orgs open: name one by its key: ${[...keys.keys()].join(', ')}`,
    );
  if (first === undefined) return { orgs, groups, owner: null };
  return { orgs, groups, owner: { rolloutKey: first[0], rolloutId: first[1] } };
}

export interface NamedRollout {
  readonly rolloutId: string;
  readonly rolloutKey: string;
  /** Outcomes in its report; empty where it has none. */
  readonly reported: ReadonlyMap<string, OrgState>;
}

/** The rollout that people named, by workflow id or key. Refuses one that still runs: it settles its orgs itself. */
export async function rolloutNamed(
  deps: ActivityDeps,
  rollout: string,
  { owner }: LeftOpen,
): Promise<NamedRollout> {
  const execution = await executionOf(deps.client, owner?.rolloutId ?? rollout);
  const rolloutKey = owner?.rolloutKey ?? execution?.key ?? rollout;
  if (execution?.isRunning === true && execution.key === rolloutKey)
    throw new RefusedError(
      `${execution.id} still runs, and settles its orgs itself: trip it, reject it, or wait for its end`,
    );
  const report = await reportOf(deps, rolloutKey);
  const rolloutId = owner?.rolloutId ?? report.rolloutId ?? execution?.id ?? rollout;
  return { rolloutId, rolloutKey, reported: report.outcomes };
}

interface Execution {
  readonly id: string;
  readonly key: string;
  readonly isRunning: boolean;
}

async function executionOf(client: Client, workflowId: string): Promise<Execution | null> {
  try {
    const { raw, runId, status, type } = await client.workflow.getHandle(workflowId).describe();
    if (type !== 'rollout') return null;
    const key = raw.workflowExecutionInfo?.firstRunId || runId;
    return { id: workflowId, key, isRunning: status.name === 'RUNNING' };
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return null;
    throw error;
  }
}

async function reportOf(
  { ledger }: ActivityDeps,
  rolloutKey: string,
): Promise<{ rolloutId: string | null; outcomes: ReadonlyMap<string, OrgState> }> {
  try {
    const files = await ledger.readReport(rolloutKey);
    const report = JSON.parse(files['report.json'] ?? '{}') as {
      rolloutId?: string;
      status?: { outcomes?: readonly { org: string; state: OrgState }[] };
    };
    const outcomes = (report.status?.outcomes ?? []).map(({ org, state }) => [org, state] as const);
    return { rolloutId: report.rolloutId ?? null, outcomes: new Map(outcomes) };
  } catch (error) {
    if (error instanceof LedgerMissingError) return { rolloutId: null, outcomes: new Map() };
    throw error;
  }
}
