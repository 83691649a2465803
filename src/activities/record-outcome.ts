import { load } from '../planning/loaded.js';
import { attempt } from './attempt.js';
import type { ActivityDeps } from './deps.js';
import type { Activities } from './types.js';

export function outcomeActivities(deps: ActivityDeps): Pick<Activities, 'recordOutcome'> {
  return {
    recordOutcome: ({ scope, org, closedBy, outcome, resources }) =>
      attempt(async () => {
        const loaded = await load(deps, scope);
        const { rolloutKey } = scope;
        const at = new Date().toISOString();
        const record = { ...outcome, rolloutKey, closedBy, at, resources };
        await deps.ledger.writeOutcome(loaded.address(org.org), record);
      }),
  };
}
