import { condition, sleep } from '@temporalio/workflow';
import type { Verdict } from '../../domain/canary/verdict.js';
import { observing } from '../activity-options.js';
import { failureText } from '../failure-text.js';
import type { Break } from './break.js';
import { approveCommand } from './commands.js';
import type { StartedGroup } from './groups.js';
import { ownId } from './record.js';
import type { Run } from './run.js';
import { stopObserving } from './watching.js';

/** Takes back what the break's scope says, widened by an operator's trip that comes meanwhile, and verifies it. */
export async function takeBack(run: Run, cause: Break): Promise<void> {
  if (cause.scope === 'none' || run.groups.started.length === 0) return;
  const wave = run.currentWave;
  run.record.enter('rollingBack', { what: `taking back: ${cause.reason}`, commands: [] });
  const told = run.notify('breakerTripped', `taking back (${cause.scope}): ${cause.reason}`);
  await stopAllObservations(run);
  const whole = (): boolean => cause.scope === 'rollout' || run.inbox.trip?.scope === 'rollout';
  const reverted = [...(await run.groups.revert((group) => whole() || group.wave === wave))];
  if (whole()) reverted.push(...(await run.groups.revert(() => true)));
  for (const index of new Set(reverted.map((group) => group.wave)))
    run.record.setWave(index, 'takenBack');
  await told;
  await verify(run, reverted);
}

async function stopAllObservations(run: Run): Promise<void> {
  for (const wave of run.plan.waves) await stopObserving(run, wave);
}

/** Telemetry must be back, relative to orgs that were never touched; else held until a person closes it. */
async function verify(run: Run, reverted: readonly StartedGroup[]): Promise<void> {
  const orgs = reverted
    .flatMap((group) => group.orgs)
    .filter((org) => run.record.outcomeOf(org)?.state === 'rolledBack');
  const window = windowOf(run, reverted);
  if (orgs.length === 0 || window === null) return;
  const { checks, rollbackVerification } = run.resolved.policy;
  const looks = Math.max(
    1,
    Math.ceil(rollbackVerification.horizonMinutes / checks.intervalMinutes),
  );
  let verdict: Verdict | null = null;
  for (let look = 1; look <= looks; look += 1) {
    const what = `telemetry of ${orgs.length} org(s) to be back after the rollback (look ${look} of ${looks})`;
    run.record.enter('verifyingRollback', { what, commands: [] });
    await sleep(run.wallMs(checks.intervalMinutes), { summary: what });
    verdict = await lookAt(run, look, orgs, window);
    if (verdict.label === 'pass' || verdict.label === 'external')
      return run.record.notice(`telemetry is back after the rollback: ${verdict.reason}`);
  }
  await hold(run, verdict?.reason ?? 'no evidence');
}

interface RollbackWindow {
  readonly preToMs: number;
  readonly postFromMs: number;
}

/** From before the first write that was taken back until after the last revert, platform time. */
function windowOf(run: Run, reverted: readonly StartedGroup[]): RollbackWindow | null {
  const postFromMs = Math.max(0, ...reverted.map((group) => group.progress?.platformTimeMs ?? 0));
  const starts = reverted.map((group) => run.waveStarts.get(group.wave) ?? Infinity);
  const preToMs = Math.min(...starts);
  return postFromMs === 0 || !Number.isFinite(preToMs) ? null : { preToMs, postFromMs };
}

async function lookAt(
  run: Run,
  look: number,
  canaries: readonly string[],
  window: RollbackWindow,
): Promise<Verdict> {
  const name = `rollback-${String(look).padStart(4, '0')}`;
  const { scope } = run;
  const controls = run.plan.waves
    .flatMap((wave) => wave.controls)
    .filter((org, position, all) => all.indexOf(org) === position && !run.wasTouched(org));
  try {
    await observing.sampleTelemetry({ scope, name, canaries, controls, ...window });
    return await observing.judgeEvidence({ scope, name, previous: null });
  } catch (error) {
    const reason = `no evidence: ${failureText(error)}`;
    return { label: 'inconclusive', metrics: [], comparedWith: 'nothing', flagged: true, reason };
  }
}

async function hold(run: Run, reason: string): Promise<void> {
  const id = ownId();
  run.inbox.open({ name: 'close', planDigest: null });
  const what = `a person to close the window: configuration is back, telemetry is not (${reason})`;
  const command = approveCommand(id, 'close');
  run.record.enter('held', { what, gate: 'close', commands: [command] });
  const told = run.notify('rollbackHeld', what, command);
  await condition(() => run.inbox.approval !== null);
  await told;
  run.inbox.shut();
}
