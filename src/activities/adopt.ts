import { ApplicationFailure } from '@temporalio/activity';
import { WorkflowNotFoundError } from '@temporalio/client';
import { adoptBases } from '../domain/base.js';
import type { LiveResource } from '../domain/resource.js';
import { load, type Loaded } from '../planning/loaded.js';
import { basesOf, find } from '../planning/survey.js';
import type { CallOptions } from '../platforms/port.js';
import { attempt } from './attempt.js';
import { foreignIds } from './baselines.js';
import type { ActivityDeps } from './deps.js';
import type { Activities, RunScope } from './types.js';

export function adoptActivities(deps: ActivityDeps): Pick<Activities, 'adoptLive'> {
  return {
    adoptLive: ({ scope, orgs, windowId }) =>
      attempt(async (options) => {
        const loaded = await load(deps, scope);
        let resources = 0;
        for (const org of orgs) {
          const { platform, realOrgId } = loaded.binding(org);
          const id = windowId.replace('{platform}', platform).replace('{realOrgId}', realOrgId);
          await refuseOpenWindow(deps, org, id);
          resources += await adopt(deps, loaded, scope, org, options);
        }
        return { resources };
      }),
  };
}

/** What a canary has on trial is nothing to put on record. */
async function refuseOpenWindow(
  deps: ActivityDeps,
  org: string,
  workflowId: string,
): Promise<void> {
  try {
    const { status } = await deps.client.workflow.getHandle(workflowId).describe();
    if (status.name !== 'RUNNING') return;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return;
    throw error;
  }
  throw ApplicationFailure.nonRetryable(
    `${org} is in an open deployment window (workflow ${workflowId}): adopt it once that is closed`,
    'Refused',
  );
}

async function adopt(
  deps: ActivityDeps,
  loaded: Loaded,
  { rolloutKey }: RunScope,
  org: string,
  options: CallOptions,
): Promise<number> {
  const address = loaded.address(org);
  const plan = await deps.ledger.readPlan(address, rolloutKey);
  const client = loaded.client(org);
  const live: LiveResource[] = [];
  for (const resource of plan.resources) {
    const found = await find(client, resource, resource.id, options);
    if (found !== null) live.push(found);
  }
  const bases = await basesOf(deps, loaded, org);
  const idOf = await foreignIds({ deps, loaded, plan, client, options });
  const why = `adopted as live, rollout ${rolloutKey}`;
  await deps.ledger.writeBases(address, adoptBases({ bases, plan, live, idOf }), why);
  return live.length;
}
