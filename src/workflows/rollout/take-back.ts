import { condition } from '@temporalio/workflow';
import { evidenceName } from '../../domain/canary/evidence-name.js';
import { isBack } from '../../domain/canary/recovery.js';
import { gatherVerdict, type Gathered } from '../evidence.js';
import type { Break } from './break.js';
import { approveWithReasonCommand, tripCommand } from './commands.js';
import type { StartedGroup } from './groups.js';
import { ownId } from './record.js';
import type { Run } from './run.js';
import { stopObserving } from './watching.js';

/**
 * Takes back what the break's scope says and verifies it. A trip of the whole rollout that comes meanwhile, be it
 * while the rollback is verified or held, takes back the rest as well.
 */
export async function takeBack(run: Run, cause: Break): Promise<void> {
  const { fromWave } = cause;
  if (fromWave === null || run.groups.started.length === 0) return;
  const first = (): number => (run.inbox.trip?.scope === 'rollout' ? 0 : fromWave);
  const isOwed = (group: StartedGroup): boolean => !group.reverted && group.wave >= first();
  const more = (): boolean => run.groups.started.some(isOwed);
  // A wave that was refused before its first write: the waves before it stay.
  if (!more()) {
    await stopAllObservations(run);
    if (!more()) return;
  }
  const text = `taking back (from wave ${run.nameOf(fromWave)} on): ${cause.reason}`;
  run.notifyMeanwhile('breakerTripped', text, { incident: { name: 'breaker', state: 'open' } });
  const reverted: StartedGroup[] = [];
  do {
    run.record.enter('rollingBack', {
      what: `what was changed to be taken back (${cause.reason}); nothing is asked of you`,
      commands: [],
    });
    await stopAllObservations(run);
    reverted.push(...(await run.groups.revert(isOwed)));
    for (const index of new Set(reverted.map((group) => group.wave)))
      run.record.setWave(index, 'takenBack');
    if (more()) continue;
    if (run.superseding.by === null) await verify(run, reverted, more);
    else run.record.notice('telemetry after the rollback is left to the emergency that follows');
  } while (more());
  run.notifyMeanwhile('answered', 'what was to be taken back is taken back', {
    incident: { name: 'breaker', state: 'closed' },
  });
}

async function stopAllObservations(run: Run): Promise<void> {
  for (const wave of run.plan.waves) await stopObserving(run, wave);
}

/** Telemetry must be back, relative to orgs that were never touched; else held until a person closes it. */
async function verify(
  run: Run,
  reverted: readonly StartedGroup[],
  interrupted: () => boolean,
): Promise<void> {
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
  let seen: Gathered | null = null;
  for (let look = 1; look <= looks; look += 1) {
    const what = `telemetry of ${orgs.length} org(s) to be back after the rollback (look ${look} of ${looks})`;
    run.record.enter('verifyingRollback', { what, commands: [tripCommand(ownId())] });
    const intervalMs = run.wallMs(checks.intervalMinutes);
    if (await condition(interrupted, intervalMs, { summary: what })) return;
    seen = await lookAt(run, orgs, window, seen?.checksMs ?? []);
    if (isBack(seen.verdict))
      return run.record.notice(`telemetry is back after the rollback: ${seen.verdict.reason}`);
  }
  await hold(run, seen?.verdict.reason ?? 'no evidence', interrupted);
}

/** Nothing more can be taken back, so a verdict here costs none of the error of the waves. */
const ALONE = { rung: 0, wave: 0, waves: 1 } as const;

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
  canaries: readonly string[],
  window: RollbackWindow,
  checksMs: readonly number[],
): Promise<Gathered> {
  run.rollbackLooks += 1;
  const name = evidenceName('rollback', run.rollbackLooks);
  const { scope } = run;
  const controls = run.plan.waves
    .flatMap((wave) => wave.controls)
    .filter((org, position, all) => all.indexOf(org) === position && !run.wasTouched(org));
  const { horizonMinutes } = run.resolved.policy.rollbackVerification;
  const input = {
    scope,
    name,
    canaries,
    controls,
    ...window,
    checksMs,
    place: ALONE,
    controlsDrawn: true,
  };
  return gatherVerdict(
    { ...input, horizonMinutes },
    `telemetry after the rollback, look ${run.rollbackLooks}`,
  );
}

async function hold(run: Run, reason: string, interrupted: () => boolean): Promise<void> {
  const id = ownId();
  run.inbox.open({ name: 'close', planDigest: null, rejectable: false, asksReason: true });
  const what = `a person to close the window: configuration is back, telemetry is not shown to be (${reason})`;
  const command = approveWithReasonCommand(id, 'close');
  run.record.enter('held', { what, gate: 'close', commands: [command] });
  const name = `hold/${run.rollbackLooks}`;
  run.notifyMeanwhile('rollbackHeld', what, { command, incident: { name, state: 'open' } });
  const isSuperseded = (): boolean => run.superseding.by !== null;
  await condition(() => run.inbox.hasUnexamined || interrupted() || isSuperseded());
  run.inbox.examined(run.inbox.approvals, null);
  for (const { by, note } of run.inbox.approvals)
    run.record.notice(`the window is closed by ${by} without telemetry being back: ${note ?? ''}`);
  run.notifyMeanwhile('answered', 'the rollback is held no more', {
    incident: { name, state: 'closed' },
  });
  run.inbox.shut();
}
