import { ApplicationFailure } from '@temporalio/workflow';
import { RolloutFailure, type RolloutSummary } from '../../domain/rollout-status.js';
import { failureDetail, failureText, failureType } from '../failure-text.js';
import type { Run } from './run.js';

/** Ends a rollout whose plan never stood: nothing was written, so there is nothing to take back or to report. */
export async function endEarly(run: Run, error: unknown): Promise<never> {
  const { trip } = run.inbox;
  if (trip !== null) throw await tripped(run, `tripped by ${trip.by}: ${trip.reason}`);
  run.record.enter('failed');
  await run.notify('finished', `failed before any write: ${failureText(error)}`);
  throw ApplicationFailure.create({
    message: failureText(error),
    type: failureType(error) ?? RolloutFailure.refused,
    nonRetryable: true,
    details: [failureDetail(error)],
  });
}

async function tripped(run: Run, reason: string): Promise<ApplicationFailure> {
  const { orgs } = run.record.status();
  const summary: RolloutSummary = {
    outcome: 'rolledBack',
    reason: `${reason} (before anything was written)`,
    orgs,
    waves: 0,
    writes: 0,
    report: null,
  };
  run.record.enter('rolledBack');
  await run.notify('finished', summary.reason);
  return ApplicationFailure.create({
    message: `rolledBack: ${summary.reason}`,
    type: RolloutFailure.rolledBack,
    nonRetryable: true,
    details: [summary],
  });
}
