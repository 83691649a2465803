import { ApplicationFailure } from '@temporalio/activity';
import { WorkflowNotFoundError } from '@temporalio/client';
import { adoptBases } from '../domain/base.js';
import { load, type Loaded } from '../planning/loaded.js';
import type { CallOptions } from '../platforms/port.js';
import { attempt } from './attempt.js';
import type { ActivityDeps } from './deps.js';
import { readBack } from './read-back.js';
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
  scope: RunScope,
  org: string,
  options: CallOptions,
): Promise<number> {
  const found = await readBack(deps, loaded, scope, org, options);
  const why = `adopted as live, rollout ${scope.rolloutKey}`;
  await deps.ledger.writeBases(loaded.address(org), adoptBases(found), why);
  return found.live.length;
}
