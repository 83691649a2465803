import { remediateCommand } from '../../domain/remediation-words.js';
import type { ResourceOutcome } from '../../domain/resource-outcome.js';
import type { OrgOutcome } from '../../domain/rollout-status.js';

/** Messages carry outcomes: what is in trouble is named, and no more of it than a board can show. */
const NAMED_RESOURCES = 10;

export interface OrgStanding extends Pick<OrgOutcome, 'org' | 'state' | 'writes' | 'kept'> {
  readonly reason: string | null;
  readonly recorded: boolean;
  readonly rolloutId: string;
  readonly resources: readonly ResourceOutcome[];
}

/** How an org stands; where it is in trouble, with the resources that are and what can be done about it. */
export function outcomeOf({
  org,
  state,
  writes,
  kept,
  reason,
  recorded,
  rolloutId,
  resources,
}: OrgStanding): OrgOutcome {
  const outcome = {
    org,
    state,
    writes,
    kept,
    ...(reason === null ? {} : { reason }),
    ...(recorded ? {} : { unrecorded: true as const }),
  };
  if (state !== 'failed' && state !== 'stranded') return outcome;
  const troubled = resources
    .filter((resource) => resource.state === 'failed' || resource.state === 'stranded')
    .slice(0, NAMED_RESOURCES);
  const action = state === 'stranded' ? 'takeBack' : 'finish';
  return {
    ...outcome,
    command: remediateCommand(rolloutId, action, org),
    ...(troubled.length === 0 ? {} : { resources: troubled }),
  };
}
