import { findAffected } from '../planning/affected.js';
import { attempt } from './attempt.js';
import type { ActivityDeps } from './deps.js';
import { keyOfEnded, leftOpen } from './left-open.js';
import type { Activities, AffectedInput, AffectedOrgs } from './types.js';

const MINUTE_MS = 60_000;

export function affectedActivities(deps: ActivityDeps): Pick<Activities, 'findAffected'> {
  return { findAffected: (input) => attempt(() => find(deps, input)) };
}

async function find(deps: ActivityDeps, input: AffectedInput): Promise<AffectedOrgs> {
  const { rollout, action, orgs: wanted } = input;
  const open = await leftOpen(deps.client, rollout);
  const rolloutKey = await keyOfEnded(deps.client, rollout, open);
  const found = await findAffected(deps, {
    rolloutKey,
    action,
    open: [...open.orgs.keys()],
    ...(wanted === undefined ? {} : { orgs: wanted }),
  });
  const { loaded, planSet, refused, orgs } = found;
  const { environment, commit, planDigest } = planSet;
  const { onBusyOrg, orgDeadlineMinutes = 60 } = loaded.release.policy;
  return {
    rolloutId: open.owner?.rolloutId ?? found.rolloutId ?? rollout,
    scope: { rolloutKey, environment, commit, ledgerId: await deps.ledger.id(), planDigest },
    orgs: orgs.map((org) => {
      const { realOrgId, platform, parent } = loaded.binding(org);
      const window = open.orgs.get(org) ?? null;
      return { org: { org, realOrgId, platform }, isHub: parent === null, window };
    }),
    refused,
    groups: open.groups,
    isAllOpen: [...open.orgs.keys()].every((org) => orgs.includes(org)),
    onBusyOrg,
    orgDeadlineMs: orgDeadlineMinutes * MINUTE_MS,
  };
}
