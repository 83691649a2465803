import {
  ApplicationFailure,
  CancellationScope,
  allHandlersFinished,
  condition,
  setCurrentDetails,
  setHandler,
  upsertMemo,
  workflowInfo,
} from '@temporalio/workflow';
import type { AffectedOrgs } from '../activities/types.js';
import { RolloutFailure, type OrgOutcome } from '../domain/rollout-status.js';
import { planning, planningBriefly, telling } from './activity-options.js';
import { failureText } from './failure-text.js';
import { patiently } from './org/patience.js';
import { RemediationInput, type RemediationResult } from './remediation/messages.js';
import { Settling } from './remediation/settling.js';
import { remediationBoard } from './remediation/board.js';
import { groupCommand, orgProgress, remediationStatus, type GroupCommand } from './signals.js';
import { tell } from './tell.js';

/**
 * Settles the orgs that a rollout left in trouble: takes them back, or brings them wholly onto the release. What was
 * deployed successfully is left alone. Ends as a failed workflow of type `Incomplete` where one is not as was wanted.
 */
export async function remediation(input: unknown): Promise<RemediationResult> {
  // Half of it would be worse than all: what was begun is brought to its end.
  return CancellationScope.nonCancellable(() => remediate(parse(input)));
}

async function remediate(wanted: RemediationInput): Promise<RemediationResult> {
  const { rollout, action, by, reason, orgs } = wanted;
  const request = { rollout, action, ...(orgs === undefined ? {} : { orgs }) };
  let settling: Settling | null = null;
  const result = (): RemediationResult | null => settling?.result() ?? null;
  setHandler(remediationStatus, result);
  setHandler(orgProgress, (progress) => settling?.hear(progress));
  const show = (text = ''): void =>
    setCurrentDetails(remediationBoard({ rollout, action, by, text, result: result() }));
  const note = async (text: string): Promise<void> => show(text);
  show('looking for the orgs that the rollout left in trouble');
  const affected = await patiently(
    'finding the orgs',
    { brief: planningBriefly, long: planning, note },
    (a) => a.findAffected.executeWithOptions({ summary: `orgs of ${rollout}` }, [request]),
  );
  const { scope, rolloutId } = affected;
  upsertMemo({ remediates: { rolloutId, rolloutKey: scope.rolloutKey } });
  if (action === 'finish') await requireClearance(affected, note);
  const tellGroups = async (command: GroupCommand['command']): Promise<void> => {
    for (const group of affected.groups) await tell(group, groupCommand, { command });
  };
  // Else a group in the middle of its wave would start one org after the other meanwhile.
  await tellGroups('pause');
  settling = new Settling(action, affected, show);
  await settling.run();
  if (affected.isAllOpen) {
    if (action === 'takeBack') await tellGroups('revert');
    await tellGroups('close');
  }
  const done = await recorded(settling, { by, reason: reason ?? null });
  show();
  await condition(allHandlersFinished);
  return conclude(done);
}

/** Finishing writes forward: what holds up a rollout holds it up, too. Taking back waits for nothing. */
async function requireClearance(
  { scope, orgs }: AffectedOrgs,
  note: (text: string) => Promise<void>,
): Promise<void> {
  const names = orgs.map(({ org }) => org.org);
  if (names.length === 0) return;
  const patience = { brief: planningBriefly, long: planning, note };
  const { reasons } = await patiently('clearance', patience, (a) =>
    a.checkClearance.executeWithOptions({ summary: 'may anything be deployed now' }, [
      { scope, orgs: names, emergency: false },
    ]),
  );
  if (reasons.length > 0)
    throw ApplicationFailure.nonRetryable(
      `nothing may be deployed now: ${reasons.join('; ')}. Finish later, or take back, which waits for nothing`,
      RolloutFailure.refused,
    );
  await patiently('preflight', patience, (a) =>
    a.preflight.executeWithOptions({ summary: 'preflight' }, [{ scope, orgs: names }]),
  );
}

/** What was done is in the ledger, with the rollout's report. */
async function recorded(
  settling: Settling,
  about: { readonly by: string; readonly reason: string | null },
): Promise<RemediationResult> {
  const { workflowId: id, runId } = workflowInfo();
  const result = settling.result();
  const { rolloutId, action, outcomes, refused } = result;
  const remediation = { id, runId, action, ...about, outcomes, refused };
  try {
    const { place } = await telling.writeAddendum.executeWithOptions(
      { summary: 'add to the report' },
      [{ scope: settling.scope, rolloutId, remediation }],
    );
    return { ...result, report: place };
  } catch (error) {
    return { ...result, report: `not written: ${failureText(error)}` };
  }
}

const DONE: Readonly<Record<RemediationInput['action'], readonly OrgOutcome['state'][]>> = {
  // One that failed has taken itself back.
  takeBack: ['rolledBack', 'untouched', 'failed'],
  finish: ['completed'],
};

function conclude(result: RemediationResult): RemediationResult {
  const { action, outcomes, refused } = result;
  const left = outcomes.filter(({ state }) => !DONE[action].includes(state));
  if (left.length + refused.length === 0) return result;
  const texts = [
    ...left.map(({ org, state, reason }) => `${org} ${state}${reason ? `: ${reason}` : ''}`),
    ...refused.map(({ org, reason }) => `${org} left alone: ${reason}`),
  ];
  throw ApplicationFailure.create({
    message: `incomplete: ${texts.join('; ')}`,
    type: RolloutFailure.incomplete,
    nonRetryable: true,
    details: [result],
  });
}

function parse(input: unknown): RemediationInput {
  const parsed = RemediationInput.safeParse(input);
  if (parsed.success) return parsed.data;
  throw ApplicationFailure.nonRetryable(
    parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; '),
    RolloutFailure.badInput,
  );
}
