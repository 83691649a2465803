import { condition } from '@temporalio/workflow';
import { EXTERNAL_FLAG, flagsOf } from '../../domain/canary/flags.js';
import type { Verdict } from '../../domain/canary/verdict.js';
import type { PlannedWave } from '../../domain/rollout-plan.js';
import { Break } from './break.js';
import { tripCommand } from './commands.js';
import { ownId } from './record.js';
import type { Run } from './run.js';
import { isObserved, observationName } from './watching.js';

/** What a person has to know who goes on without a pass; nothing where the wave passed or wrote nothing. */
export function concernsOf(run: Run, wave: PlannedWave): string[] {
  const name = observationName(wave);
  if (!run.watched.has(name)) return [];
  const verdict = verdictOf(run, wave);
  if (verdict === null) return ['no verdict: its observation says nothing'];
  if (verdict.label === 'external')
    return [
      `the expansion is paused: ${verdict.reason}; it goes on by itself when the weather clears, or at once where the approval names the flag ${EXTERNAL_FLAG}`,
    ];
  if (!run.passed.has(name)) return [`${verdict.label}: ${verdict.reason}`];
  return verdict.flagged ? [`flagged for review: ${verdict.reason}`] : [];
}

/** The flags that an approval has to name now. */
export function flagsToName(run: Run, wave: PlannedWave): string[] {
  const verdict = verdictOf(run, wave);
  return verdict === null ? [] : flagsOf(verdict);
}

export function isPausedByWeather(run: Run, wave: PlannedWave): boolean {
  return verdictOf(run, wave)?.label === 'external';
}

/** The verdict short of pass that whoever goes on now goes on in spite of. */
export function despite(run: Run, wave: PlannedWave): 'inconclusive' | 'external' | null {
  const label = verdictOf(run, wave)?.label ?? 'inconclusive';
  if (!run.watched.has(observationName(wave))) return null;
  if (label === 'external') return 'external';
  return run.passed.has(observationName(wave)) ? null : 'inconclusive';
}

/** True where nobody has to be asked for the wave's sake: it passed, or the policy goes on without. */
export function mayGoOn(run: Run, wave: PlannedWave): boolean {
  if (despite(run, wave) === null) return true;
  const verdict = verdictOf(run, wave);
  return verdict?.label === 'inconclusive' && goesOnInconclusive(run, verdict);
}

/** A flag is always for a person. */
function goesOnInconclusive(run: Run, verdict: Verdict): boolean {
  return run.resolved.policy.checks.onInconclusive === 'expand' && !verdict.flagged;
}

/** Waits for pass, or for the horizon, where it follows what the policy says of an inconclusive wave. */
export async function decisiveVerdict(run: Run, wave: PlannedWave): Promise<void> {
  const name = observationName(wave);
  const { horizonMinutes, intervalMinutes } = run.resolved.policy.checks;
  run.record.enter('judging', {
    what: `a verdict on wave ${wave.name} (at the latest ${horizonMinutes} min after its stabilization ${AT_HORIZON[run.resolved.policy.checks.onInconclusive]})`,
    commands: [tripCommand(ownId())],
  });
  const isDecisive = (): boolean => run.passed.has(name) || run.pastHorizon.has(name);
  // An observation that somebody ended says nothing any more: a person is asked all the same.
  const longestMs = run.wallMs(horizonMinutes + 3 * intervalMinutes);
  const summary = `a verdict on wave ${wave.name}`;
  while (!(await condition(isDecisive, longestMs, { summary })))
    if (!(await isObserved(run, wave))) return;
  followPolicy(run, wave);
}

const AT_HORIZON = {
  hold: 'a person is asked',
  rollBack: 'it is taken back',
  expand: 'it goes on',
} as const;

/** Throws Break where the policy takes back what could not be shown to be harmless. */
function followPolicy(run: Run, wave: PlannedWave): void {
  const verdict = verdictOf(run, wave);
  if (verdict?.label !== 'inconclusive' || run.passed.has(observationName(wave))) return;
  if (run.resolved.policy.checks.onInconclusive === 'rollBack')
    throw new Break(
      'failed',
      wave.index,
      `still inconclusive at the horizon, and on_inconclusive says roll_back: ${verdict.reason}`,
    );
  if (goesOnInconclusive(run, verdict))
    run.record.notice(
      `wave ${wave.name} is inconclusive at the horizon, and on_inconclusive says expand: ${verdict.reason}`,
    );
}

function verdictOf(run: Run, wave: PlannedWave): Verdict | null {
  return run.verdicts.get(observationName(wave))?.verdict ?? null;
}
