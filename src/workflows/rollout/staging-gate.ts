import { isCancellation, sleep } from '@temporalio/workflow';
import type { LoadLook, PlacedLoad } from '../../activities/types.js';
import type { StagingGateStatus } from '../../domain/synthetic/gate-status.js';
import { callingOnce } from '../activity-options.js';
import { failureText } from '../failure-text.js';
import { Break } from './break.js';
import { tripCommand } from './commands.js';
import { isGated, noPassBecause } from './pass.js';
import { ownId } from './record.js';
import type { Run } from './run.js';
import { step } from './step.js';

/** Once all are called, how often it is looked whether the last are answered. */
const LOOK_MINUTES = 1;
const LOOKS_AFTER_ALL = 3;

type Judged = Exclude<LoadLook, { state: 'running' }>;

/**
 * Has the environment called by test calls, where the policy asks for it before a pass, with every window still open: nobody
 * else writes to the orgs meanwhile. Throws Break where they do not come out as the release says, or cannot be shown to.
 */
export async function passStagingGate(run: Run): Promise<void> {
  if (!isGated(run)) return;
  const needless = run.input.emergency
    ? 'an emergency waits for nobody, and is no pass without the gate'
    : noPassBecause(run);
  if (needless !== null) return setGate(run, { state: 'skipped', reason: needless });
  const judged = await underLoad(run);
  setGate(run, judged);
  if (judged.state === 'passed') return;
  const reason = `the staging gate: ${judged.reason}`;
  run.notifyMeanwhile(
    'stagingGateFailed',
    `${reason}${judged.place === null ? '' : ` (${judged.place})`}`,
  );
  throw breakFor(run, judged, reason);
}

/** What could not be found out is no fault of the release's: it stays, without a pass. */
function breakFor(run: Run, { state }: Pick<StagingGateStatus, 'state'>, reason: string): Break {
  const takesBack = state === 'failed' && run.resolved.policy.stagingGate?.onFailure === 'rollBack';
  return takesBack ? new Break('failed', 0, reason) : new Break('rejected', null, reason);
}

async function underLoad(run: Run): Promise<StagingGateStatus> {
  try {
    const placed = await place(run);
    return await judged(run, placed);
  } catch (error) {
    // A trip goes before it.
    if (isCancellation(error)) throw error;
    const reason = `the load could not be placed or looked at: ${failureText(error)}`;
    return { state: 'unknown', reason, calls: 0, findings: [], place: null };
  }
}

async function place(run: Run): Promise<PlacedLoad> {
  enter(run, 'test calls to be placed');
  setGate(run, { state: 'running', reason: 'test calls are placed' });
  const { scope } = run;
  const placed = await step(run, 'placing the synthetic load', (a) =>
    a.placeLoad.executeWithOptions({ summary: 'place the test calls' }, [{ scope }]),
  );
  for (const line of placed.unable) run.record.notice(`staging gate: ${line}`);
  return placed;
}

async function judged(run: Run, placed: PlacedLoad): Promise<Judged> {
  const { calls, orgs, minutes, settlingMinutes, sipCalls } = placed;
  const bySip = sipCalls === 0 ? '' : ` and ${sipCalls} by SIP`;
  const what = `${calls} test calls at ${orgs} org(s)${bySip} within ${Math.ceil(minutes)} min to be answered`;
  setGate(run, { state: 'running', reason: what, calls });
  const ms = run.wallMs(minutes + settlingMinutes);
  enter(run, what, new Date(Date.now() + ms).toISOString());
  const { scope } = run;
  const sip = callBySip(run, placed);
  await sleep(ms, { summary: what });
  await sip;
  for (let looks = 1; ; looks += 1) {
    const atEnd = looks > LOOKS_AFTER_ALL;
    const seen = await step(run, 'judging the synthetic load', (a) =>
      a.judgeLoad.executeWithOptions({ summary: 'judge the test calls' }, [{ scope, atEnd }]),
    );
    if (seen.state !== 'running') return seen;
    await sleep(run.wallMs(LOOK_MINUTES), { summary: `${seen.open} test calls to be answered` });
  }
}

/** Beside the others. What does not come to its end has no figures, and so is not known to be right. */
async function callBySip(run: Run, { sipCalls }: PlacedLoad): Promise<void> {
  if (sipCalls === 0) return;
  const { scope } = run;
  const summary = `place ${sipCalls} calls by SIP`;
  try {
    await callingOnce.placeSipCalls.executeWithOptions({ summary }, [{ scope }]);
  } catch (error) {
    if (isCancellation(error)) return;
    run.record.notice(`staging gate: calls by SIP: ${failureText(error)}`);
  }
}

function enter(run: Run, what: string, until?: string): void {
  const commands = [tripCommand(ownId())];
  run.record.enter('loadTesting', { what, commands, ...(until === undefined ? {} : { until }) });
}

function setGate(
  run: Run,
  {
    calls = 0,
    findings = [],
    place = null,
    ...gate
  }: Pick<StagingGateStatus, 'state' | 'reason'> & Partial<StagingGateStatus>,
): void {
  run.record.setStagingGate({ ...gate, calls, findings, place });
}
