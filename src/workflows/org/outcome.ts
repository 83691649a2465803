import { remediateCommand } from '../../domain/remediation-words.js';
import type { ResourceOutcome } from '../../domain/resource-outcome.js';
import type { OrgOutcome } from '../../domain/rollout-status.js';
import type { OrgDeploymentInput, OrgProgress } from '../signals.js';

/** Messages carry outcomes: what is in trouble is named, and no more of it than a board can show. */
const NAMED_RESOURCES = 10;

export interface OrgStanding extends Pick<OrgOutcome, 'org' | 'state' | 'writes' | 'kept'> {
  readonly reason: string | null;
  readonly recorded: boolean;
  readonly rolloutId: string;
  readonly resources: readonly ResourceOutcome[];
  /** How often its weights were moved to where the agents were. */
  readonly adjusted: number;
}

/** What this rollout did to the org is no outcome of the one that asks. */
export function toStranger(
  { org, owner }: OrgDeploymentInput,
  phase: 'busy' | 'free',
  note: string,
): OrgProgress {
  const outcome = { org: org.org, state: 'untouched', writes: 0, kept: 0 } as const;
  const ownerStartedAtMs = owner.startedAtMs;
  return { org: org.org, phase, outcome, note, platformTimeMs: 0, ownerStartedAtMs };
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
  adjusted,
}: OrgStanding): OrgOutcome {
  const outcome = {
    org,
    state,
    writes,
    kept,
    ...(reason === null ? {} : { reason }),
    ...(recorded ? {} : { unrecorded: true as const }),
    ...(adjusted === 0 ? {} : { adjusted }),
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

/** Nothing begun, nothing rolled back. */
export function settledState(
  state: 'failed' | 'rolledBack',
  layersBegun: number,
): 'failed' | 'rolledBack' | 'untouched' {
  return state === 'rolledBack' && layersBegun === 0 ? 'untouched' : state;
}
