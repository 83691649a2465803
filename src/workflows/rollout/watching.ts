import { CancellationScope, ParentClosePolicy, startChild } from '@temporalio/workflow';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { placeOf } from '../../domain/canary/policy.js';
import type { PlannedWave } from '../../domain/rollout-plan.js';
import { observationId, WorkflowType } from '../ids.js';
import { probeObservation, stopObservation, type ObservationInput } from '../signals.js';
import { tell } from '../tell.js';
import { ownId } from './record.js';
import type { Run } from './run.js';

export interface WaveWindow {
  /** Platform time just before the wave's first write. */
  readonly preToMs: number;
  /** Platform time of its last write; 0 where nothing was written. */
  readonly postFromMs: number;
}

/** Names a wave's observation and its evidence in the ledger. */
export function observationName(wave: PlannedWave): string {
  return `wave-${wave.index}`;
}

/** Starts the sampling and judging of a wave; its verdicts arrive as signals. */
export async function startObservation(
  run: Run,
  wave: PlannedWave,
  window: WaveWindow,
): Promise<void> {
  const { checks } = run.resolved.policy;
  const name = observationName(wave);
  const input: ObservationInput = {
    scope: run.scope,
    rolloutId: ownId(),
    name,
    wave: wave.index,
    canaries: [...new Set([...run.standing(wave), ...wave.exposed])],
    controls: wave.controls,
    ...window,
    // A hub has nobody who could have been drawn in its place.
    controlsDrawn: wave.outlook?.controlsDrawn ?? wave.index > 0,
    place: placeOf(run.plan.waves, wave.index),
    horizonMinutes: run.windows.stabilizationMinutes + checks.horizonMinutes,
    intervalMs: run.wallMs(checks.intervalMinutes),
    horizonMs: run.wallMs(checks.horizonMinutes),
  };
  run.watched.add(name);
  await CancellationScope.nonCancellable(async () => {
    try {
      await startChild(WorkflowType.observation, {
        workflowId: observationId(input.scope.rolloutKey, name),
        args: [input],
        // It has nothing to finish when its rollout is gone.
        parentClosePolicy: ParentClosePolicy.TERMINATE,
        staticSummary: `evidence on wave ${wave.name}`,
      });
    } catch (error) {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    }
  });
}

/** False where somebody ended the observation: it will say nothing any more. */
export function isObserved(run: Run, wave: PlannedWave): Promise<boolean> {
  const id = observationId(run.scope.rolloutKey, observationName(wave));
  return tell(id, probeObservation, { wave: wave.index });
}

export async function stopObserving(run: Run, wave: PlannedWave): Promise<void> {
  if (!run.watched.delete(observationName(wave))) return;
  await tell(observationId(run.scope.rolloutKey, observationName(wave)), stopObservation, {
    wave: wave.index,
  });
}
