import { reportMarkdown } from '../domain/report.js';
import { attempt } from './attempt.js';
import type { ActivityDeps } from './deps.js';
import { load } from '../planning/loaded.js';
import type { Activities, OpenOrg } from './types.js';

type Telling = Pick<
  Activities,
  'writeReport' | 'recordPromotion' | 'findChannels' | 'notify' | 'findOpenOrgs'
>;

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

    findOpenOrgs: ({ rollout }) => attempt(() => openOrgsOf(deps, rollout)),
  };
}

interface Owner {
  readonly rolloutId: string;
  readonly rolloutKey: string;
  /** Only of an org's workflow. */
  readonly org?: string;
}

async function openOrgsOf(
  deps: ActivityDeps,
  rollout: string,
): Promise<{ orgs: OpenOrg[]; groups: string[] }> {
  const orgs: OpenOrg[] = [];
  const groups: string[] = [];
  const query = 'WorkflowType IN ("orgDeployment", "rolloutGroup") AND ExecutionStatus="Running"';
  for await (const { workflowId, memo } of deps.client.workflow.list({ query })) {
    const owner = memo?.['owner'] as Owner | undefined;
    if (owner === undefined) continue;
    const { org, rolloutId, rolloutKey } = owner;
    if (rolloutId !== rollout && rolloutKey !== rollout) continue;
    if (org === undefined) groups.push(workflowId);
    else orgs.push({ org, workflowId, rolloutKey });
  }
  return { orgs, groups };
}
