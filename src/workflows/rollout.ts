import {
  ApplicationFailure,
  CancellationScope,
  isCancellation,
  setDefaultSignalHandler,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type { PlannedWave } from '../domain/rollout-plan.js';
import { RolloutFailure, type RolloutSummary } from '../domain/rollout-status.js';
import { failureText } from './failure-text.js';
import { RolloutInput } from './messages.js';
import { adopt } from './rollout/adopt.js';
import { Break } from './rollout/break.js';
import { endEarly } from './rollout/end-early.js';
import { finish } from './rollout/finish.js';
import { passPlanGates } from './rollout/plan-gates.js';
import { prepare } from './rollout/prepare.js';
import { Run } from './rollout/run.js';
import { passStagingGate } from './rollout/staging-gate.js';
import { askToGiveWay, supersedeOther } from './rollout/supersede.js';
import { takeBack } from './rollout/take-back.js';
import { bake, expand, runWave } from './rollout/wave.js';
import { verdictChanged } from './signals.js';

/**
 * Rolls a release out into an environment, wave by wave. Returns a summary where every selected org is on the
 * release; ends as a failed workflow, of type `RolledBack`, `Rejected`, `Incomplete`, `Refused` or `BadInput`, where not.
 */
export async function rollout(input: unknown): Promise<RolloutSummary> {
  const run = new Run(parse(input));
  setHandler(verdictChanged, (change) => {
    if (change?.verdict !== undefined) run.hear(change);
  });
  setDefaultSignalHandler((name, payload) => run.inbox.onUnknown(name, payload));
  CancellationScope.current().cancelRequested.catch(() =>
    run.inbox.tripNow({ by: 'a cancellation', reason: 'cancelled', scope: 'rollout' }),
  );
  return CancellationScope.nonCancellable(() => drive(run));
}

async function drive(run: Run): Promise<RolloutSummary> {
  let cause: Break | null = null;
  try {
    await run.forward.run(() => forward(run));
    // A trip or a failure may come while the last step, which cannot be cancelled, comes to its end.
    if (run.mustBreak) cause = causeOf(run, null);
  } catch (error) {
    if (run.record.plan === null) return endEarly(run, error);
    cause = causeOf(run, error);
  }
  if (cause !== null) await takeBack(run, cause);
  return finish(run, cause);
}

async function forward(run: Run): Promise<void> {
  const plan = await prepare(run);
  if (run.input.dryRun) return;
  if (run.input.adopt) return adopt(run);
  await askToGiveWay(run);
  await passPlanGates(run);
  await supersedeOther(run);
  let before: PlannedWave | null = null;
  for (const wave of plan.waves) {
    await runWave(run, wave, before);
    const next = run.nextWave(wave);
    if (next === null) await bake(run, wave);
    else await expand(run, wave, next);
    before = wave;
  }
  await passStagingGate(run);
}

/** What ended the way forward. An operator's trip goes before a verdict, a verdict before anything else. */
function causeOf(run: Run, error: unknown): Break {
  const { trip } = run.inbox;
  const current = run.currentWave ?? 0;
  if (trip !== null)
    return new Break(
      'tripped',
      trip.scope === 'rollout' ? 0 : current,
      `tripped by ${trip.by}: ${trip.reason}`,
    );
  if (run.failed !== null)
    return new Break(
      'failed',
      run.failed.wave,
      `the judge says fail: ${run.failed.verdict.reason}`,
    );
  const { by } = run.superseding;
  if (by !== null)
    return new Break(
      'superseded',
      by.then === 'keep' ? null : 0,
      `superseded by ${by.from}: ${by.reason}`,
    );
  if (error instanceof Break) return error;
  if (isCancellation(error)) return new Break('tripped', 0, 'cancelled');
  return new Break('refused', current, failureText(error));
}

/** Some servers fill in a bound of years where none was asked for; it ends no rollout. */
const HARMLESS_TIMEOUT_MS = 365 * 24 * 3_600_000;

/** True where a timeout could end the rollout in the middle. Temporal's CLI sends 0 where none was asked for. */
function isBounded(): boolean {
  const { executionTimeoutMs, runTimeoutMs } = workflowInfo();
  return [executionTimeoutMs, runTimeoutMs].some(
    (timeoutMs = 0) => timeoutMs > 0 && timeoutMs < HARMLESS_TIMEOUT_MS,
  );
}

/** What people typed. An execution timeout would end a rollout in the middle, so it is refused. */
function parse(input: unknown): RolloutInput {
  const parsed = RolloutInput.safeParse(input);
  const findings = parsed.success
    ? []
    : parsed.error.issues.map((issue) => ({
        file: 'input',
        line: null,
        column: null,
        path: issue.path.join('.'),
        message: issue.message,
      }));
  if (isBounded())
    findings.push({
      file: 'input',
      line: null,
      column: null,
      path: '',
      message:
        'an execution or run timeout would end the rollout without taking anything back: start it without one',
    });
  if (!parsed.success || findings.length > 0)
    throw ApplicationFailure.create({
      message: findings.map(({ path, message }) => `${path} ${message}`.trim()).join('; '),
      type: RolloutFailure.badInput,
      nonRetryable: true,
      details: [findings],
    });
  return parsed.data;
}
