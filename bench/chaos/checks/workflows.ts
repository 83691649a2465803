import { leaksOf } from '../../../test/planted-secrets.js';
import type { Observed } from '../run/observed.js';
import type { Violation } from './violation.js';

/** Promise (f). */
export function checkWorkflows({ ended, status, workflows }: Observed): readonly Violation[] {
  const found: Violation[] = [];
  if (ended === null)
    found.push({
      promise: 'f',
      what: `the rollout did not end; it was ${status?.state}, waiting for ${status?.awaiting?.what}`,
    });
  for (const { workflowId, status: now, failedTasks, pending } of workflows) {
    if (now === 'RUNNING') {
      const waits = pending.length === 0 ? '' : `, and waits for ${pending.join('; ')}`;
      found.push({ promise: 'f', what: `${workflowId} still runs${waits}` });
    }
    for (const failure of failedTasks)
      found.push({
        promise: 'f',
        what: `a task of ${workflowId} failed: ${failure.slice(0, 300)}`,
      });
  }
  return found;
}

/** Promise (g). */
export function checkSecrets({ secrets, places }: Observed): readonly Violation[] {
  return leaksOf(secrets, places).map(({ secret, place, as }) => ({
    promise: 'g',
    what: `the secret of ${secret} is in the ${place}, ${as}`,
  }));
}
