import {
  condition,
  continueAsNew,
  setCurrentDetails,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type { Verdict } from '../domain/canary/verdict.js';
import { gatherVerdict } from './evidence.js';
import {
  probeObservation,
  stopObservation,
  verdictChanged,
  type ObservationInput,
} from './signals.js';
import { tell } from './tell.js';

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
  let checks = input.progress?.checks ?? 0;
  let verdict = input.progress?.verdict ?? null;
  while (!told.stop) {
    checks += 1;
    const next = await check(input, checks, verdict);
    const atHorizon = checks === input.horizonChecks;
    if (atHorizon || hasChanged(verdict, next))
      await tell(input.rolloutId, verdictChanged, {
        name: input.name,
        wave: input.wave,
        checks,
        verdict: next,
        atHorizon,
      });
    verdict = next;
    setCurrentDetails(`Check ${checks} of ${input.name}: **${next.label}**. ${next.reason}`);
    if (await condition(() => told.stop, input.intervalMs)) return;
    if (workflowInfo().continueAsNewSuggested)
      await continueAsNew<typeof observation>({ ...input, progress: { checks, verdict } });
  }
}

function check(
  input: ObservationInput,
  checks: number,
  previous: Verdict | null,
): Promise<Verdict> {
  const { scope, canaries, controls, preToMs, postFromMs } = input;
  const name = `${input.name}-${String(checks).padStart(4, '0')}`;
  const sample = { scope, name, canaries, controls, preToMs, postFromMs };
  return gatherVerdict(sample, previous, `${input.name}: check ${checks}`);
}

function hasChanged(before: Verdict | null, after: Verdict): boolean {
  return before === null || before.label !== after.label || before.flagged !== after.flagged;
}
