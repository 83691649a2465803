import { z } from 'zod';
import { ApplicationFailure, setCurrentDetails } from '@temporalio/workflow';
import { lineReasons, type LineState } from '../domain/line.js';
import { RolloutFailure } from '../domain/rollout-status.js';
import { telling, waiting } from './activity-options.js';

const by = z.string().min(1).max(100);

/** Input of `line`, as operators type it. Nothing at all shows how it stands. */
export const LineInput = z.discriminatedUnion('action', [
  z.strictObject({ action: z.literal('show') }),
  z.strictObject({ action: z.literal('stop'), by, reason: z.string().min(1).max(500) }),
  z.strictObject({ action: z.literal('release'), by, reason: z.string().max(500).default('') }),
]);
export type LineRequest = z.input<typeof LineInput>;

/**
 * Stops the line (no rollout starts another wave; nothing is taken back), releases it or shows how it stands. Whoever
 * has nothing but Temporal's CLI can do it, and the worker's key signs the record. Returns how it stands then.
 */
export async function line(input: unknown): Promise<LineState> {
  const parsed = LineInput.safeParse(input ?? { action: 'show' });
  if (!parsed.success)
    throw ApplicationFailure.nonRetryable(
      `${problem(parsed.error)}; for example {"action":"stop","by":"lee","reason":"incident 4711"}`,
      RolloutFailure.badInput,
    );
  const request = parsed.data;
  if (request.action !== 'show') {
    const stopped = request.action === 'stop';
    setCurrentDetails(`The line is being ${stopped ? 'stopped' : 'released'} by ${request.by}`);
    const { by: who, reason } = request;
    await waiting.moveLine.executeWithOptions({ summary: `${request.action} the line` }, [
      { stopped, by: who, reason },
    ]);
  }
  const state = await waiting.readLine();
  const reasons = lineReasons(state);
  setCurrentDetails(reasons.length === 0 ? 'The line is not stopped.' : reasons.join('\n\n'));
  if (request.action === 'release') await wakeRollouts();
  return state;
}

/** They look by themselves before long: not telling them is no reason to fail. */
async function wakeRollouts(): Promise<void> {
  try {
    await telling.wakeRollouts.executeWithOptions({ summary: 'tell rollouts to look again' }, []);
  } catch {
    setCurrentDetails('The line is released; rollouts notice within 15 minutes.');
  }
}

function problem(error: z.ZodError): string {
  return error.issues
    .map((issue) => `${issue.path.join('.') || 'input'}: ${issue.message}`)
    .join('; ');
}
