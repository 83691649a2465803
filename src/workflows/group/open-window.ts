import { ParentClosePolicy, condition, startChild } from '@temporalio/workflow';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import type { OrgRef } from '../../domain/rollout-plan.js';
import { orgDeploymentId, WorkflowType } from '../ids.js';
import { orgCommand, type OrgDeploymentInput, type OrgProgress } from '../signals.js';
import { tell } from '../tell.js';

/**
 * How long to wait before asking again for an org whose window another rollout has open: it says when it closes it,
 * and asking again is for one that was terminated. Ever longer, since a window may be open for days.
 */
const BUSY_RETRY_MS = { first: 1_000, longest: 15 * 60_000 };

/** How long the owner of an open window has to answer. */
const ANSWER_TIMEOUT = '10 seconds';

/** Another rollout has the org's window open, or had until a moment ago. */
interface Busy {
  readonly note: string;
  /** It closed between the try and the question. */
  readonly gone: boolean;
}

/** Whoever wants an org's window: what it has heard of its orgs, and how long it may wait. */
export interface Opener {
  /** The latest message of each org; null: none since it was asked. */
  readonly heard: Map<string, OrgProgress | null>;
  /** True where it may wait for the rollout that holds the window; the time it started, where it is known. */
  mayWait(ownerStartedAtMs: number | undefined): boolean;
  /** True once nothing is to be opened any more. */
  isStopping(): boolean;
  /** True while nothing is to be opened. */
  isPaused(): boolean;
  /** It has to wait: what is known of the org changed. */
  onWaiting(): void;
}

/**
 * Opens an org's window, waiting (or giving up, as the opener says) while another rollout has it open. `ours`: it is
 * open, by now or since before; `stopped`: nothing was opened; else why it was refused.
 */
export async function openWindow(
  opener: Opener,
  input: OrgDeploymentInput,
): Promise<'ours' | 'stopped' | { readonly refused: string }> {
  const { org } = input.org;
  const isFree = (): boolean => opener.heard.get(org)?.phase === 'free';
  let retryMs = BUSY_RETRY_MS.first;
  for (;;) {
    const answer = await tryToOpen(opener, input);
    if (answer === 'ours') return 'ours';
    // Who does not answer may just be closing: the next try tells.
    if (!answer.gone && !opener.mayWait(opener.heard.get(org)?.ownerStartedAtMs))
      return { refused: answer.note };
    opener.onWaiting();
    await condition(() => opener.isStopping() || isFree(), retryMs);
    // Whoever pauses starts no further org, also none that was waited for.
    await condition(() => opener.isStopping() || !opener.isPaused());
    if (opener.isStopping()) return 'stopped';
    retryMs = isFree() ? BUSY_RETRY_MS.first : Math.min(2 * retryMs, BUSY_RETRY_MS.longest);
  }
}

async function tryToOpen(opener: Opener, input: OrgDeploymentInput): Promise<'ours' | Busy> {
  const { org, owner } = input;
  const workflowId = orgDeploymentId(org.platform, org.realOrgId);
  const { rolloutId, rolloutKey } = owner;
  try {
    await startChild(WorkflowType.orgDeployment, {
      workflowId,
      args: [input],
      parentClosePolicy: ParentClosePolicy.ABANDON,
      // What remediation finds it by, should the rollout be gone.
      memo: { owner: { org: org.org, rolloutId, rolloutKey } },
      staticSummary: `${org.org} for ${rolloutId}`,
    });
    opener.heard.set(org.org, opener.heard.get(org.org) ?? null);
    return 'ours';
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
  return askOwner(opener, org, workflowId, input);
}

/** Ours (after a reset, say): it answers with its progress. A stranger's: it says whose it is. */
async function askOwner(
  { heard }: Opener,
  { org }: OrgRef,
  workflowId: string,
  { owner: { rolloutKey, groupId } }: OrgDeploymentInput,
): Promise<'ours' | Busy> {
  heard.set(org, null);
  const hello = { command: 'hello', rolloutKey, groupId } as const;
  const there = await tell(workflowId, orgCommand, hello);
  if (there) await condition(() => heard.get(org) !== null, ANSWER_TIMEOUT);
  const answer = heard.get(org);
  if (answer && answer.phase !== 'busy' && answer.phase !== 'free') return 'ours';
  const note = answer?.note || `${org} has another deployment window open (${workflowId})`;
  return { note, gone: !there };
}
