import { remediateCommand } from '../../domain/remediation-words.js';
import type { OrgOutcome } from '../../domain/rollout-status.js';
import { orgDeploymentId } from '../ids.js';
import type { RolloutGroupInput } from '../signals.js';

type Group = Pick<RolloutGroupInput, 'rolloutId' | 'orgs'>;

/** Of an org whose window ended without being closed: nobody knows how it is. */
export function goneOutcome(
  { rolloutId, orgs }: Group,
  org: string,
  { writes, kept }: Pick<OrgOutcome, 'writes' | 'kept'> = { writes: 0, kept: 0 },
): OrgOutcome {
  const { platform = '', realOrgId = '' } = orgs.find((one) => one.org === org) ?? {};
  const reason = `its workflow ${orgDeploymentId(platform, realOrgId)} ended without being closed: compare the org with its snapshot`;
  const command = remediateCommand(rolloutId, 'takeBack', org);
  return { org, state: 'stranded', writes, kept, reason, command };
}

/** Of an org that another rollout has, and that policy does not wait for. */
export function refusedOutcome({ rolloutId }: Group, org: string, note: string): OrgOutcome {
  const command = remediateCommand(rolloutId, 'finish', org);
  return { org, state: 'failed', writes: 0, kept: 0, reason: `refused: ${note}`, command };
}
