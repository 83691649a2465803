import { attempt } from './attempt.js';
import type { ActivityDeps } from './deps.js';
import { load } from '../planning/loaded.js';
import type { Activities } from './types.js';

type Telling = Pick<Activities, 'recordPromotion' | 'findChannels' | 'notify'>;

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

    findChannels: ({ subject }) => attempt(async () => deps.notifier.channelsFor(subject)),

    notify: ({ channel, notification, deduplicationKey }) =>
      attempt(() => deps.notifier.deliver(channel, notification, deduplicationKey)),
  };
}
