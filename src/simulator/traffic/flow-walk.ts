import type { Call } from './call.js';
import { purposes } from './draws.js';
import type { FlowPlan, FlowStep } from './flow-plan.js';

const errorPromptMs = 20_000;
const errorHangUpRatio = 0.6;
/** A loop that takes no time would never end: past this many blocks the call is stuck. */
const maximumSteps = 500;

/**
 * Sends a call through its flow, sets where it goes, and answers after how long it leaves. A call
 * keeps the flow that it began with, so the whole walk is known at `fromMs`, its start.
 */
export function walkFlow(
  plan: FlowPlan,
  call: Call,
  fromMs: number,
  addedHangUpsPerMs: number,
): number {
  const hangUpMs = call.hangUpAfterMs(addedHangUpsPerMs);
  const limitMs = Math.min(hangUpMs, plan.timeoutMs);
  call.flowEnding = hangUpMs <= plan.timeoutMs ? 'hungUpInFlow' : 'flowTimedOut';
  let elapsedMs = 0;
  let index = plan.steps.length > 0 ? 0 : -1;
  let errors = 0;
  if (plan.failsAtStart) {
    call.trace?.errors.push({ id: 'start', atMs: fromMs });
    elapsedMs = errorPromptMs;
    if (elapsedMs < limitMs && givesUpOnError(call, errors++)) return elapsedMs;
  }
  for (let steps = 0; elapsedMs < limitMs; steps += 1) {
    const step = plan.steps[index];
    if (step === undefined || step.kind === 'disconnect') {
      call.flowEnding = 'disconnected';
      break;
    }
    if (steps === maximumSteps) return limitMs;
    call.trace?.blocks.push({ id: step.blockId, atMs: fromMs + elapsedMs });
    if (step.kind === 'error')
      call.trace?.errors.push({ id: step.blockId, atMs: fromMs + elapsedMs });
    if (transfers(step, call)) break;
    elapsedMs += step.kind === 'error' ? errorPromptMs : step.durationMs;
    if (step.kind === 'error' && elapsedMs < limitMs && givesUpOnError(call, errors++)) break;
    index = step.next;
  }
  return Math.min(elapsedMs, limitMs);
}

function transfers(step: FlowStep, call: Call): boolean {
  if (step.kind === 'strategy') call.strategyId = step.targetId;
  else if (step.kind === 'queue') call.queueId = step.targetId;
  else return false;
  return true;
}

/** The default error handler: a prompt, after which most callers hang up. */
function givesUpOnError(call: Call, nth: number): boolean {
  call.source.statistics.truth.flowErrors += 1;
  if (call.chance(purposes.flowError + nth) >= errorHangUpRatio) return false;
  call.flowEnding = 'gaveUpOnFlowError';
  return true;
}
