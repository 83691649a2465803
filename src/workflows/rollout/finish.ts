import { ApplicationFailure, allHandlersFinished, condition } from '@temporalio/workflow';
import {
  RolloutFailure,
  type RolloutOutcome,
  type RolloutState,
  type RolloutSummary,
} from '../../domain/rollout-status.js';
import { reverting, telling } from '../activity-options.js';
import { failureText } from '../failure-text.js';
import type { Break } from './break.js';
import { ownId } from './record.js';
import type { Run } from './run.js';

/** Closes every window, writes the report and the promotion record, and ends the workflow as it went. */
export async function finish(run: Run, cause: Break | null): Promise<RolloutSummary> {
  run.record.enter('closing', {
    what: 'every window to be closed and the report to be written; nothing is asked of you',
    commands: [],
  });
  await run.groups.close();
  await recordNeedless(run, cause);
  const outcome = outcomeOf(run, cause);
  const summary = await report(
    run,
    outcome,
    cause?.reason ?? 'every selected org is on the release',
  );
  if (outcome === 'succeeded') await promote(run);
  await run.notify('finished', `${outcome}: ${summary.reason}`);
  run.record.enter(FINAL_STATE[outcome]);
  await condition(allHandlersFinished);
  if (outcome === 'succeeded') return summary;
  throw ApplicationFailure.create({
    message: `${outcome}: ${summary.reason}`,
    type: FAILURE_TYPE[outcome],
    nonRetryable: true,
    details: [summary],
  });
}

const FINAL_STATE: Record<RolloutOutcome, RolloutState> = {
  succeeded: 'succeeded',
  rolledBack: 'rolledBack',
  rejected: 'rejected',
  incomplete: 'incomplete',
  held: 'held',
  failed: 'failed',
};

const FAILURE_TYPE: Record<Exclude<RolloutOutcome, 'succeeded'>, string> = {
  rolledBack: RolloutFailure.rolledBack,
  rejected: RolloutFailure.rejected,
  incomplete: RolloutFailure.incomplete,
  held: RolloutFailure.incomplete,
  failed: RolloutFailure.refused,
};

/** Orgs that already were on the release: their bases are worth recording too. */
async function recordNeedless(run: Run, cause: Break | null): Promise<void> {
  if (run.input.dryRun || cause !== null || run.plan.unchanged.length === 0) return;
  await reverting.recordBaselines({ scope: run.scope, orgs: run.plan.unchanged });
}

function outcomeOf(run: Run, cause: Break | null): RolloutOutcome {
  const { outcomes } = run.record.status();
  const stranded = outcomes.some(({ state }) => state === 'stranded');
  const failed = outcomes.some(({ state }) => state === 'failed');
  if (stranded) return 'incomplete';
  if (cause === null) return failed ? 'incomplete' : 'succeeded';
  if (cause.kind === 'rejected') return 'rejected';
  return cause.kind === 'refused' ? 'incomplete' : 'rolledBack';
}

async function report(run: Run, outcome: RolloutOutcome, reason: string): Promise<RolloutSummary> {
  const status = { ...run.record.status(), state: FINAL_STATE[outcome], awaiting: null };
  const { orgs, writes } = status;
  const waves = run.groups.started.reduce((set, { wave }) => set.add(wave), new Set<number>()).size;
  const summary = { outcome, reason, orgs, waves, writes, report: null };
  const input = { scope: run.scope, rolloutId: ownId(), status, summary };
  try {
    const { place } = await telling.writeReport(input);
    run.record.report = place;
    return { ...summary, report: place };
  } catch (error) {
    run.record.notice(`the report could not be written: ${failureText(error)}`);
    return summary;
  }
}

async function promote(run: Run): Promise<void> {
  if (run.input.dryRun) return;
  await reverting.recordPromotion({
    scope: run.scope,
    rolloutId: ownId(),
    releaseDigest: run.resolved.releaseDigest,
    rehearsal: run.input.timeScale !== 1,
  });
}
