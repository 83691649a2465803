import { attempt } from './attempt.js';
import type { ActivityDeps } from './deps.js';
import { load } from '../planning/loaded.js';
import type { Activities } from './types.js';

type Telling = Pick<Activities, 'recordPromotion' | 'notify'>;

export function tellActivities(deps: ActivityDeps): Telling {
  return {
    recordPromotion: ({ scope, ...record }) =>
      attempt(async () => {
        const { release, environment: place } = await load(deps, scope);
        const { commit, environmentFilesDigest } = release;
        const { environment } = scope;
        const at = new Date().toISOString();
        await deps.ledger.writePromotion({
          ...record,
          // What passed in the simulator says nothing of real callers.
          rehearsal: record.rehearsal || place.simulated,
          approvals: record.approvals.map(({ gate, by, identity, at: when }) => ({
            gate,
            by,
            identity,
            at: when,
          })),
          environment,
          commit,
          environmentFilesDigest,
          at,
        });
      }),

    notify: ({ notification, deduplicationKey }) =>
      attempt(() => deps.notifier.notify(notification, deduplicationKey)),
  };
}
