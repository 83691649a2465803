import { reportMarkdown } from '../domain/report.js';
import { attempt } from './attempt.js';
import type { ActivityDeps } from './deps.js';
import { load } from './loaded.js';
import type { Activities, OpenOrg } from './types.js';

type Telling = Pick<Activities, 'writeReport' | 'recordPromotion' | 'notify' | 'findOpenOrgs'>;

export function tellActivities(deps: ActivityDeps): Telling {
  return {
    writeReport: ({ scope, rolloutId, status, summary }) =>
      attempt(async () => {
        const body = { rolloutId, ...scope, summary, status };
        const place = await deps.ledger.writeReport(scope.rolloutKey, {
          'report.json': `${JSON.stringify(body, null, 2)}\n`,
          'report.md': reportMarkdown(rolloutId, status, summary),
        });
        return { place };
      }),

    recordPromotion: ({ scope, rolloutId, releaseDigest, rehearsal }) =>
      attempt(async () => {
        const { commit } = (await load(deps, scope)).release;
        const { environment } = scope;
        const at = new Date().toISOString();
        await deps.ledger.writePromotion({
          environment,
          releaseDigest,
          commit,
          rolloutId,
          at,
          rehearsal,
        });
      }),

    notify: ({ notification, deduplicationKey }) =>
      attempt(() => deps.notifier.notify(notification, deduplicationKey)),

    findOpenOrgs: ({ rollout }) => attempt(() => openOrgsOf(deps, rollout)),
  };
}

interface OwnerMemo {
  readonly org: string;
  readonly rolloutId: string;
  readonly rolloutKey: string;
}

async function openOrgsOf(deps: ActivityDeps, rollout: string): Promise<{ orgs: OpenOrg[] }> {
  const orgs: OpenOrg[] = [];
  const query = 'WorkflowType="orgDeployment" AND ExecutionStatus="Running"';
  for await (const found of deps.client.workflow.list({ query })) {
    const owner = found.memo?.['owner'] as OwnerMemo | undefined;
    if (owner === undefined) continue;
    if (owner.rolloutId !== rollout && owner.rolloutKey !== rollout) continue;
    orgs.push({ org: owner.org, workflowId: found.workflowId, rolloutKey: owner.rolloutKey });
  }
  return { orgs };
}
