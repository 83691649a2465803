import {
  condition,
  continueAsNew,
  setCurrentDetails,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import { evidenceName } from '../domain/canary/evidence-name.js';
import { flagsOf } from '../domain/canary/flags.js';
import type { Verdict } from '../domain/canary/verdict.js';
import { gatherVerdict, type Gathered } from './evidence.js';
import {
  probeObservation,
  stopObservation,
  verdictChanged,
  type ObservationInput,
  type ObservationProgress,
} from './signals.js';
import { tell } from './tell.js';

/** A hold is read in blocks as long as the horizon: between them only the hard guard has news. */
const HOLD_INTERVALS = 3;

/**
 * Samples and judges one wave, check after check, until told to stop; signals the rollout on a change of verdict
 * and at the horizon only. It has no children, so it can continue as new for weeks.
 */
export async function observation(input: ObservationInput): Promise<void> {
  const told = { stop: false };
  setHandler(stopObservation, (message) => {
    // Its wave is never judged without it: a message that came astray must not end it.
    if (message?.wave === input.wave) told.stop = true;
  });
  setHandler(probeObservation, () => undefined);
  let progress = input.progress ?? begin();
  while (!told.stop) {
    progress = await goOn(input, progress);
    if (await condition(() => told.stop, untilNextCheck(input, progress))) return;
    if (workflowInfo().continueAsNewSuggested)
      await continueAsNew<typeof observation>({ ...input, progress });
  }
}

function begin(): ObservationProgress {
  const startedAtMs = Date.now();
  return { checks: 0, checksMs: [], verdict: null, startedAtMs, pastHorizon: false };
}

/** One check, and what the rollout has to know of it. */
async function goOn(
  input: ObservationInput,
  before: ObservationProgress,
): Promise<ObservationProgress> {
  const checks = before.checks + 1;
  const pastHorizon = Date.now() - before.startedAtMs >= input.horizonMs;
  const { verdict, checksMs } = await check(input, checks, before.checksMs);
  const atHorizon = pastHorizon && !before.pastHorizon;
  const { name, wave, rolloutId } = input;
  if (atHorizon || hasChanged(before.verdict, verdict))
    await tell(rolloutId, verdictChanged, { name, wave, checks, verdict, atHorizon });
  setCurrentDetails(`Check ${checks} of ${name}: **${verdict.label}**. ${verdict.reason}`);
  return { ...before, checks, checksMs, verdict, pastHorizon };
}

function check(
  input: ObservationInput,
  checks: number,
  checksMs: readonly number[],
): Promise<Gathered> {
  const { scope, canaries, controls, controlsDrawn, preToMs, postFromMs, place } = input;
  const name = evidenceName(input.name, checks);
  const window = { preToMs, postFromMs, horizonMinutes: input.horizonMinutes };
  const sample = { scope, name, canaries, controls, controlsDrawn, ...window, place, checksMs };
  return gatherVerdict(sample, `${input.name}: check ${checks}`);
}

/** Checks keep to their times however long each takes; one that is overdue is left out. */
function untilNextCheck(input: ObservationInput, { startedAtMs }: ObservationProgress): number {
  const elapsedMs = Date.now() - startedAtMs;
  const everyMs = input.intervalMs * (elapsedMs < input.horizonMs ? 1 : HOLD_INTERVALS);
  return everyMs - (elapsedMs % everyMs);
}

function hasChanged(before: Verdict | null, after: Verdict): boolean {
  if (before === null || before.label !== after.label) return true;
  return flagsOf(before).join() !== flagsOf(after).join();
}
