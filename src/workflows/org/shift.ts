import { ApplicationFailure, sleep } from '@temporalio/workflow';
import type { ShiftResult, SnapshotResult } from '../../activities/types.js';
import { step, type Forward } from './forward-step.js';

type Shift = NonNullable<SnapshotResult['shift']>;

/** A look may be bad by chance, or for an outside cause that passes: so many in a row are not. */
const BAD_LOOKS = 2;

/**
 * Moves the weights step by step, each judged by the callers since the one before. Waits for as long as a step may
 * not be taken, up to the org's deadline; where callers keep faring badly it fails, and the org takes itself back.
 */
export async function shiftTraffic(work: Forward, { steps, stepMinutes }: Shift): Promise<void> {
  const { progress, note } = work;
  const pauseMs = work.stepMs ?? stepMinutes * 60_000;
  const preToMs = progress.platformTimeMs;
  let sinceMs: number | null = null;
  for (let at = 1; at <= steps; at += 1) {
    const name = `step ${at} of ${steps} of the traffic`;
    for (let bad = 0; ;) {
      if (sinceMs !== null)
        await sleep(pauseMs, { summary: `${work.input.org.org}: before ${name}` });
      const result = await take(work, name, { step: at, preToMs, sinceMs });
      if (result.state === 'moved') {
        sinceMs = result.platformTimeMs;
        break;
      }
      bad = result.state === 'worse' ? bad + 1 : 0;
      if (bad >= BAD_LOOKS) throw failure(name, result.reason);
      await note(`${name} waits: ${result.reason}`);
      if (sinceMs === null) await sleep(pauseMs, { summary: `${work.input.org.org}: ${name}` });
    }
    await note('');
  }
}

async function take(
  work: Forward,
  name: string,
  about: { readonly step: number; readonly preToMs: number; readonly sinceMs: number | null },
): Promise<ShiftResult> {
  const { input, tracker, progress } = work;
  const result = await step(work, name, (a) =>
    a.shiftTraffic.executeWithOptions({ summary: `${input.org.org}: ${name}` }, [
      { ...input, ...about },
    ]),
  );
  if (result.state !== 'moved') return result;
  tracker.take(result.resources);
  progress.kept = Math.max(progress.kept, result.kept);
  progress.platformTimeMs = Math.max(progress.platformTimeMs, result.platformTimeMs);
  return result;
}

function failure(name: string, reason: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(
    `the callers moved so far fare worse, ${name} is not taken: ${reason}`,
    'StepGuard',
  );
}
