import { adjustedResource } from '../domain/adjustment.js';
import type { Ledger, OrgAddress } from '../ledger/port.js';
import { attempt } from './attempt.js';
import { withIdsByName } from './ids-by-name.js';
import type { ActivityDeps } from './deps.js';
import { load } from '../planning/loaded.js';
import { Total } from './revert-total.js';
import { undo, undoResource } from './undo-resource.js';
import { snapshotResult } from './deploy.js';
import { adjustmentsOf } from './org-work.js';
import { refuseOvertaken } from './overtaken.js';
import type { Activities, OrgInput, SnapshotResult } from './types.js';

type Reverting = Pick<Activities, 'revertWeights' | 'revertLayer' | 'recallSnapshot'>;

/** No write comes before the snapshot. */
const NOTHING = {
  snapshot: '',
  planDigest: '',
  layers: 0,
  weightInverse: [],
  resources: [],
  removals: 0,
} as const;

/** True where the rollout planned the org and came no further. */
async function isUnbegun(
  ledger: Pick<Ledger, 'readOrgTraces'>,
  { environment, org }: OrgAddress,
  rolloutKey: string,
): Promise<boolean> {
  const trace = (await ledger.readOrgTraces(environment, [org], rolloutKey)).get(org);
  return trace !== undefined && trace.planCommit !== null && trace.snapshotCommit === null;
}

/** Taking back: only what still holds the value that was written; what a person changed since stays. */
export function revertActivities(deps: ActivityDeps): Reverting {
  return {
    revertWeights: ({ scope, org, inverse }) =>
      attempt(async (options) => {
        const loaded = await load(deps, scope);
        const client = loaded.client(org.org);
        const total = new Total();
        for (const { kind, id, key, changes } of inverse)
          await total.add(null, key, async () => {
            const known = await withIdsByName(loaded, org.org, changes, options);
            return undo(client, { kind, id }, known, options);
          });
        return total.result(client, options);
      }, 'rollback'),

    revertLayer: ({ scope, org, layer, created = [] }) =>
      attempt(async (options, report) => {
        const loaded = await load(deps, scope);
        const { plan } = await deps.ledger.readSnapshot(loaded.address(org.org), scope.rolloutKey);
        const client = loaded.client(org.org);
        const adjustments = await adjustmentsOf(deps, loaded, org.org, scope.rolloutKey);
        const work = { deps, loaded, plan, client, options, adjustments };
        const total = new Total();
        const resources = plan.resources.filter((resource) => resource.layer === layer);
        for (const resource of resources.toReversed()) {
          report({ layer, resource: resource.key });
          const ours = created.find(({ key }) => key === resource.key) ?? null;
          const written = adjustedResource(resource, adjustments);
          await total.add(written, resource.key, () => undoResource(work, resource, ours));
        }
        return total.result(client, options);
      }, 'rollback'),

    recallSnapshot: (input) => attempt(() => recall(deps, input), 'rollback'),
  };
}

async function recall(deps: ActivityDeps, { scope, org }: OrgInput): Promise<SnapshotResult> {
  const loaded = await load(deps, scope);
  const address = loaded.address(org.org);
  if (await isUnbegun(deps.ledger, address, scope.rolloutKey)) return NOTHING;
  await refuseOvertaken(deps.ledger, address, scope.rolloutKey);
  const { plan } = await deps.ledger.readSnapshot(address, scope.rolloutKey);
  const adjustments = await adjustmentsOf(deps, loaded, org.org, scope.rolloutKey);
  const result = snapshotResult('', plan, loaded.client(org.org), adjustments);
  // What the window that was closed knew: above all, which resources it had created.
  const before = await deps.ledger.readOutcome(address, scope.rolloutKey);
  return before === null ? result : { ...result, resources: before.resources };
}
