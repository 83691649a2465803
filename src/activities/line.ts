import { LOOK_AGAIN, type LineState, type LineStop } from '../domain/line.js';
import type { Operations } from '../domain/operations.js';
import { attempt } from './attempt.js';
import type { ActivityDeps } from './deps.js';
import { operationsNow } from './operations-now.js';
import type { Activities } from './types.js';

export function lineActivities(
  deps: ActivityDeps,
): Pick<Activities, 'moveLine' | 'readLine' | 'wakeRollouts'> {
  return {
    moveLine: (move) =>
      attempt(() => deps.ledger.moveLine({ ...move, at: new Date().toISOString() })),
    readLine: () => attempt(() => lineNow(deps)),
    wakeRollouts: () => attempt(() => wake(deps)),
  };
}

async function lineNow(deps: ActivityDeps): Promise<LineState> {
  const ledger = await deps.ledger.readLine();
  const current = await operationsNow(deps.releases);
  if ('fault' in current) return { ledger, operations: null, fault: current.fault };
  return { ledger, operations: stopInOperations(current.operations) };
}

export function stopInOperations({ stopTheLine }: Operations): LineStop | null {
  return stopTheLine === null ? null : { ...stopTheLine, at: null };
}

/** Those that do not wait for it take no notice; one that ended meanwhile needs none. */
async function wake({ client }: ActivityDeps): Promise<{ told: number }> {
  const query = 'WorkflowType="rollout" AND ExecutionStatus="Running"';
  let told = 0;
  for await (const { workflowId } of client.workflow.list({ query })) {
    try {
      await client.workflow.getHandle(workflowId).signal(LOOK_AGAIN);
      told += 1;
    } catch {
      // It looks by itself before long.
    }
  }
  return { told };
}
