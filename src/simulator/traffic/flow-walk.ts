import type { Call } from './call.js';
import type { FlowPlan } from './flow-plan.js';
import { decide } from './random-stream.js';

const errorPromptMs = 20_000;
const errorHangUpRatio = 0.6;
/** A loop that takes no time would never end: past this many blocks the call is stuck. */
const maximumSteps = 500;

/**
 * Sends a call through its flow, sets where it goes, and answers when it leaves. A call keeps the
 * flow that it began with, so the whole walk is known at the start.
 */
export function walkFlow(plan: FlowPlan, call: Call): number {
  const limitMs = Math.min(call.hangUpAfterMs, plan.timeoutMs);
  let elapsedMs = 0;
  let index = plan.steps.length > 0 ? 0 : -1;
  let errors = 0;
  if (plan.failsAtStart) {
    elapsedMs = errorPromptMs;
    if (givesUpOnError(call, errors++)) index = -1;
  }
  for (let steps = 0; index >= 0 && elapsedMs < limitMs; steps += 1) {
    const step = plan.steps[index];
    if (step === undefined || step.kind === 'disconnect') break;
    if (steps === maximumSteps) return call.offeredAtMs + limitMs;
    if (step.kind === 'strategy' || step.kind === 'queue') {
      if (step.kind === 'strategy') call.strategyId = step.targetId;
      else call.queueId = step.targetId;
      break;
    }
    elapsedMs += step.kind === 'error' ? errorPromptMs : step.durationMs;
    if (step.kind === 'error' && elapsedMs < limitMs && givesUpOnError(call, errors++)) break;
    index = step.next;
  }
  return call.offeredAtMs + Math.min(elapsedMs, limitMs);
}

/** The default error handler: a prompt, after which most callers hang up. */
function givesUpOnError(call: Call, nth: number): boolean {
  call.source.statistics.truth.flowErrors += 1;
  return decide(call.dice, 100 + nth) < errorHangUpRatio;
}
