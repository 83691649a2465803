import {
  ApplicationFailure,
  CancellationScope,
  isCancellation,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import { RolloutFailure, type RolloutSummary } from '../domain/rollout-status.js';
import { failureDetail, failureText, failureType } from './failure-text.js';
import { RolloutInput } from './messages.js';
import { Break } from './rollout/break.js';
import { finish } from './rollout/finish.js';
import { passPlanGate, prepare } from './rollout/prepare.js';
import { Run } from './rollout/run.js';
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
    run.verdicts.set(change.name, change);
    run.record.setVerdict(change.wave, change.verdict);
  });
  CancellationScope.current().cancelRequested.catch(() =>
    run.inbox.tripNow({ by: 'a cancellation', reason: 'cancelled', scope: 'rollout' }),
  );
  return CancellationScope.nonCancellable(() => drive(run));
}

async function drive(run: Run): Promise<RolloutSummary> {
  let cause: Break | null = null;
  try {
    await run.forward.run(() => forward(run));
  } catch (error) {
    cause = causeOf(run, error);
    await takeBack(run, cause);
  }
  return finish(run, cause);
}

async function forward(run: Run): Promise<void> {
  const plan = await prepare(run);
  if (run.input.dryRun || plan.waves.length === 0) return;
  await passPlanGate(run);
  for (const wave of plan.waves) {
    await runWave(run, wave);
    const next = run.nextWave(wave);
    if (next === null) await bake(run, wave);
    else await expand(run, wave, next);
  }
}

/** What ended the way forward. Before the plan stands there is nothing to take back or report: the workflow fails. */
function causeOf(run: Run, error: unknown): Break {
  const { trip } = run.inbox;
  if (run.record.plan === null) throw early(trip?.reason ?? null, error);
  if (trip !== null)
    return new Break('tripped', trip.scope, `tripped by ${trip.by}: ${trip.reason}`);
  if (error instanceof Break) return error;
  if (isCancellation(error)) return new Break('tripped', 'rollout', 'cancelled');
  return new Break('refused', 'wave', failureText(error));
}

function early(tripReason: string | null, error: unknown): Error {
  if (tripReason !== null)
    return ApplicationFailure.nonRetryable(
      `taken back before anything was written: ${tripReason}`,
      RolloutFailure.rolledBack,
    );
  const type = failureType(error);
  if (type === null) return error instanceof Error ? error : new Error(String(error));
  return ApplicationFailure.create({
    message: failureText(error),
    type,
    nonRetryable: true,
    details: [failureDetail(error)],
  });
}

/** Some servers fill in a bound of years where none was asked for; it ends no rollout. */
const HARMLESS_TIMEOUT_MS = 365 * 24 * 3_600_000;

/** True where a timeout could end the rollout in the middle. */
function isBounded(): boolean {
  const { executionTimeoutMs = Infinity, runTimeoutMs = Infinity } = workflowInfo();
  return Math.min(executionTimeoutMs, runTimeoutMs) < HARMLESS_TIMEOUT_MS;
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
