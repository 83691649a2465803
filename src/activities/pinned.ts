import { ApplicationFailure } from '@temporalio/activity';
import { attempt } from './attempt.js';
import type { ActivityDeps } from './deps.js';
import type { Activities } from './types.js';

/** Those that need no ledger: the first act of a rollback above all must not wait for one. */
const WITHOUT_LEDGER = new Set(['revertWeights', 'checkGate']);

/**
 * Every activity of a rollout works on the ledger that the rollout was resolved against: a worker with another one
 * would plan against other bases, restore from another history, and split the rollout's record. It gives the work
 * back, since another worker of the queue may have the right one.
 */
export function pinned(deps: ActivityDeps, activities: Activities): Activities {
  const entries = Object.entries(activities).map(([name, activity]) => {
    const run = activity as (input: unknown) => Promise<unknown>;
    return [
      name,
      async (input: unknown): Promise<unknown> => {
        const expected = WITHOUT_LEDGER.has(name) ? null : ledgerOf(input);
        if (expected !== null) await attempt(() => requireLedger(deps, expected));
        return run(input);
      },
    ] as const;
  });
  return Object.fromEntries(entries) as unknown as Activities;
}

function ledgerOf(input: unknown): string | null {
  const { scope } = (input ?? {}) as { scope?: { ledgerId?: unknown } };
  return typeof scope?.ledgerId === 'string' ? scope.ledgerId : null;
}

async function requireLedger(deps: ActivityDeps, expected: string): Promise<void> {
  const id = await deps.ledger.id();
  if (id === expected) return;
  throw ApplicationFailure.retryable(
    `this worker's ledger is ${id}, the rollout was resolved against ${expected}: give every worker of the task queue the same ROLLCALL_LEDGER`,
    'WrongLedger',
  );
}
