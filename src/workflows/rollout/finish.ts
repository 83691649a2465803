import { ApplicationFailure, allHandlersFinished, condition } from '@temporalio/workflow';
import { evidenceName } from '../../domain/canary/evidence-name.js';
import {
  RolloutFailure,
  type OrgOutcome,
  type RolloutOutcome,
  type RolloutState,
  type RolloutSummary,
} from '../../domain/rollout-status.js';
import { shellWord } from '../../domain/remediation-words.js';
import { reporting, reverting } from '../activity-options.js';
import { step } from './step.js';
import { failureText } from '../failure-text.js';
import type { Break } from './break.js';
import { isGated, noPassBecause } from './pass.js';
import { ownId } from './record.js';
import type { Run } from './run.js';

/** Closes every window, writes the report and the promotion record, and ends the workflow as it went. */
export async function finish(run: Run, cause: Break | null): Promise<RolloutSummary> {
  run.record.enter('closing', {
    what: 'every window to be closed and the report to be written; nothing is asked of you',
    commands: [],
  });
  run.questions.shut();
  await run.groups.close();
  await recordNeedless(run, cause);
  const outcome = outcomeOf(run, cause);
  const reported = await report(run, outcome, reasonOf(run, cause));
  const summary = outcome === 'succeeded' ? await promote(run, reported) : reported;
  tellStranded(run);
  // At once, and not after what a channel that is down still tries to tell.
  run.notifyMeanwhile('finished', `${outcome}: ${summary.reason}`);
  await run.everythingTold();
  run.record.enter(FINAL_STATE[outcome]);
  await run.superseding.tellEnd(`${outcome}: ${summary.reason}`);
  await condition(allHandlersFinished);
  if (outcome === 'succeeded') return summary;
  throw ApplicationFailure.create({
    message: `${outcome}: ${summary.reason}`,
    type: FAILURE_TYPE[outcome],
    nonRetryable: true,
    details: [summary],
  });
}

/** A rollout that is held has a cause of its own before it is superseded. */
function reasonOf(run: Run, cause: Break | null): string {
  const { by } = run.superseding;
  if (by === null || cause === null || cause.kind === 'superseded')
    return cause?.reason ?? successText(run);
  return `${cause.reason}; superseded by ${by.from}: ${by.reason}`;
}

/** Orgs that could be neither left on the release nor taken back: people have to put them right. */
function tellStranded(run: Run): void {
  const stranded = run.record.status().outcomes.filter(({ state }) => state === 'stranded');
  if (stranded.length === 0) return;
  const lines = stranded.map(({ org, reason }) => `${org}: ${reason ?? 'no reason is known'}`);
  run.notifyMeanwhile(
    'orgsStranded',
    `${stranded.length} org(s) have to be put right by hand: ${lines.join('; ')}`,
    {
      command: `rollcall report ${shellWord(ownId())}`,
      incident: { name: 'stranded', state: 'open' },
    },
  );
}

const FINAL_STATE: Record<RolloutOutcome, RolloutState> = {
  succeeded: 'succeeded',
  rolledBack: 'rolledBack',
  rejected: 'rejected',
  superseded: 'superseded',
  incomplete: 'incomplete',
  held: 'held',
  failed: 'failed',
};

const FAILURE_TYPE: Record<Exclude<RolloutOutcome, 'succeeded'>, string> = {
  rolledBack: RolloutFailure.rolledBack,
  rejected: RolloutFailure.rejected,
  superseded: RolloutFailure.superseded,
  incomplete: RolloutFailure.incomplete,
  held: RolloutFailure.incomplete,
  failed: RolloutFailure.refused,
};

const ORGS_AT_ONCE = 20;

/** Orgs that already were on the release: what is live in them becomes the base of the next merge, too. */
async function recordNeedless(run: Run, cause: Break | null): Promise<void> {
  if (run.input.dryRun || cause !== null) return;
  const { unchanged } = run.plan;
  for (let first = 0; first < unchanged.length; first += ORGS_AT_ONCE) {
    const orgs = unchanged.slice(first, first + ORGS_AT_ONCE);
    const summary = `record what is live in ${orgs.length} org(s) that needed nothing`;
    try {
      const { unrecorded } = await step(run, 'recording bases', (a) =>
        a.recordBaselines.executeWithOptions({ summary }, [{ scope: run.scope, orgs }]),
      );
      for (const { org, reason } of unrecorded) setUnrecorded(run, [org], reason);
    } catch (error) {
      setUnrecorded(run, orgs, failureText(error));
    }
  }
}

function setUnrecorded(run: Run, orgs: readonly string[], why: string): void {
  const reason = `no base was recorded: ${why}`;
  const about = { state: 'completed', writes: 0, kept: 0, reason, unrecorded: true } as const;
  run.record.setOutcomes(orgs.map((org) => ({ org, ...about })));
}

/** Success is every selected org on the release and on record, nothing less. */
function outcomeOf(run: Run, cause: Break | null): RolloutOutcome {
  const { outcomes } = run.record.status();
  const states = outcomes.map(({ state }) => state);
  if (states.includes('stranded')) return 'incomplete';
  if (run.superseding.by !== null) return 'superseded';
  if (cause === null) {
    const done =
      run.input.dryRun || run.input.adopt || states.every((state) => state === 'completed');
    return done && unrecorded(run).length === 0 ? 'succeeded' : 'incomplete';
  }
  if (cause.kind === 'rejected') return 'rejected';
  if (cause.kind === 'refused' && !states.includes('rolledBack'))
    return outcomes.some((one) => isLeft(run, one)) ? 'incomplete' : 'failed';
  return 'rolledBack';
}

/** On the release by this rollout; an org that needed nothing was there before. */
function isLeft({ plan }: Run, { org, state }: OrgOutcome): boolean {
  return state === 'completed' && !plan.unchanged.includes(org);
}

function unrecorded(run: Run): string[] {
  const { outcomes } = run.record.status();
  return outcomes.filter((outcome) => outcome.unrecorded).map(({ org }) => org);
}

function successText(run: Run): string {
  const missing = unrecorded(run);
  if (missing.length > 0)
    return `what is live in ${missing.slice(0, 10).join(', ')}${missing.length > 10 ? ', …' : ''} is not on record: run this rollout again once these orgs answer, before any other release`;
  if (run.input.dryRun) return 'a dry run: nothing was written';
  if (run.input.adopt) return 'what is live is on record; nothing was written to any org';
  const { conflicts } = run.plan;
  const held =
    conflicts === 0 ? '' : `; ${conflicts} path(s) in conflict were held as they are live`;
  return `every selected org is on the release${held}`;
}

async function report(run: Run, outcome: RolloutOutcome, reason: string): Promise<RolloutSummary> {
  const status = { ...run.record.status(), state: FINAL_STATE[outcome], awaiting: null };
  const { orgs, writes } = status;
  const waves = run.groups.started.reduce((set, { wave }) => set.add(wave), new Set<number>()).size;
  const summary = { outcome, reason, orgs, waves, writes, report: null };
  const input = { scope: run.scope, rolloutId: ownId(), status, summary };
  try {
    const { place } = await reporting.writeReport.executeWithOptions(
      { summary: 'write the report' },
      [input],
    );
    run.record.report = place;
    return { ...summary, report: place };
  } catch (error) {
    run.record.notice(`the report could not be written: ${failureText(error)}`);
    return summary;
  }
}

/** A pass is a whole release on every org of the environment, without a path held back. */
async function promote(run: Run, summary: RolloutSummary): Promise<RolloutSummary> {
  if (noPassBecause(run) !== null) return summary;
  if (isGated(run) && run.record.stagingGate?.state !== 'passed') return summary;
  try {
    await recordPass(run, summary.report);
    return summary;
  } catch (error) {
    // The orgs are on the release whatever the ledger says; who wants to promote it has to know.
    const missing = `its pass could not be recorded (run it again before it is promoted): ${failureText(error)}`;
    run.record.notice(missing);
    return { ...summary, reason: `${summary.reason}; ${missing}` };
  }
}

async function recordPass(run: Run, reportPlace: string | null): Promise<void> {
  const { requestedBy, change } = run.input;
  const { stagingGate } = run.record;
  await reverting.recordPromotion.executeWithOptions({ summary: 'record the pass' }, [
    {
      scope: run.scope,
      rolloutId: ownId(),
      releaseDigest: run.resolved.releaseDigest,
      planDigest: run.plan.planDigest,
      rehearsal: run.input.timeScale !== 1,
      requestedBy,
      change: change ?? null,
      approvals: run.record.approvals,
      reportPlace,
      evidence: [...run.verdicts.values()].map(({ name, checks }) => evidenceName(name, checks)),
      ...(stagingGate?.place == null ? {} : { loadPlace: stagingGate.place }),
    },
  ]);
}
