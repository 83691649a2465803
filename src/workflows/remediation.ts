import { z } from 'zod';
import {
  ApplicationFailure,
  condition,
  setCurrentDetails,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type { OpenOrg } from '../activities/types.js';
import type { OrgOutcome } from '../domain/rollout-status.js';
import { reverting } from './activity-options.js';
import {
  groupCommand,
  orgCommand,
  orgProgress,
  type GroupCommand,
  type OrgProgress,
} from './signals.js';
import { tell } from './tell.js';

export const RemediationInput = z.strictObject({
  /** Workflow id or first run id of the rollout that left orgs open. */
  rollout: z.string().min(1),
  action: z.enum(['takeBack', 'finish']),
  by: z.string().min(1).default('unknown'),
});
export type RemediationInput = z.input<typeof RemediationInput>;

/** Addresses the orgs that a terminated rollout left open: takes them back or closes them as they are. */
export async function remediation(input: unknown): Promise<readonly OrgOutcome[]> {
  const parsed = RemediationInput.safeParse(input);
  if (!parsed.success)
    throw ApplicationFailure.nonRetryable(
      parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; '),
      'BadInput',
    );
  const heard = new Map<string, OrgProgress>();
  setHandler(orgProgress, (progress) => {
    if (progress?.org !== undefined) heard.set(progress.org, progress);
  });
  const { orgs, groups } = await reverting.findOpenOrgs({ rollout: parsed.data.rollout });
  const tellGroups = async (command: GroupCommand['command']): Promise<void> => {
    for (const group of groups) await tell(group, groupCommand, { command });
  };
  // Else a group in the middle of its wave would start one org after the other meanwhile.
  await tellGroups('pause');
  setCurrentDetails(`${parsed.data.action} of ${orgs.length} open org(s)`);
  const groupId = workflowInfo().workflowId;
  const settle = async ({ org, workflowId, rolloutKey }: OpenOrg): Promise<OrgOutcome[]> => {
    const say = async (command: 'revert' | 'close', phases: readonly string[]): Promise<void> => {
      if (!(await tell(workflowId, orgCommand, { command, rolloutKey, groupId }))) return;
      await condition(() => phases.includes(heard.get(org)?.phase ?? ''));
    };
    if (parsed.data.action === 'takeBack') await say('revert', ['failed', 'reverted']);
    await say('close', ['closed']);
    const outcome = heard.get(org)?.outcome;
    return outcome === undefined ? [] : [outcome];
  };
  // Side by side: one that has to wait keeps no other waiting.
  const outcomes = (await Promise.all(orgs.map(settle))).flat();
  if (parsed.data.action === 'takeBack') await tellGroups('revert');
  await tellGroups('close');
  return outcomes;
}
